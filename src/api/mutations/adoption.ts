/** `adoptTrafficMirrorSessions`: a policy takes over sessions that nobody owns, by their tags. */
import * as z from 'zod';
import { createTags } from '../../ec2/changes/tags.ts';
import { describeByIds } from '../../ec2/reads/describe.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { sessionKind } from '../../ec2/sessions.ts';
import type { AdoptTrafficMirrorSessionsInput } from '../../generated/types.ts';
import { tagsOf } from '../../policies/ownership.ts';
import { adoptionHashOf } from '../../policies/planHash.ts';
import { isFor } from '../../policies/select.ts';
import type { GatewayContext } from '../context.ts';
import { parseId } from '../ids.ts';
import { type AdoptableIn, adoptableIn } from '../policies/steps.ts';
import { elsewhere, scopeOfAny } from '../scoping.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { change } from './change.ts';
import { named } from './fields.ts';
import { checkInput, type Origin } from './inputs.ts';
import { findPolicy, type Named } from './operations/approve.ts';

/** How many sessions are taken over at once. They are read by id in one call before. */
const most = 200;
const howMany = `must have 1 to ${most} entries`;

const schema = z.object({
  name: z.string(),
  trafficMirrorSessionIds: z
    .array(named('TrafficMirrorSession'))
    .min(1, howMany)
    .max(most, howMany)
    .optional(),
  adoptionHash: z.string().optional(),
});

export interface AdoptionPayload {
  readonly adoptionHash: string | null;
  readonly adopted: readonly AdoptableIn[] | null;
  readonly warnings: string[];
  readonly userErrors: UserError[];
}

const failed = (...userErrors: UserError[]): AdoptionPayload => ({
  adoptionHash: null,
  adopted: null,
  warnings: [],
  userErrors,
});

export async function adopt(
  context: GatewayContext,
  origin: Origin<AdoptTrafficMirrorSessionsInput>,
): Promise<AdoptionPayload> {
  const sessions = (origin.input.trafficMirrorSessionIds ?? []).map((id) =>
    parseId('TrafficMirrorSession', id),
  );
  const scopeInput = scopeOfAny(context.scopes, origin.input.scope, sessions) ?? null;
  const checked = checkInput(
    context,
    { ...origin, input: { ...origin.input, scope: scopeInput } },
    { schema, crossChecks: (given) => problemsIn(context, given, sessions) },
  );
  if ('userErrors' in checked) return failed(...checked.userErrors);
  const { scope, value } = checked;
  const refuse = (code: Problem['code'], field: readonly PropertyKey[], message: string) =>
    failed(inputError(origin.path, { code, field, message }));
  const found = await findPolicy(context, value.name);
  if (typeof found === 'string') return refuse('NOT_FOUND', ['name'], found);
  const adoptable = await adoptableOf(context, found, scope);
  const ids = value.trafficMirrorSessionIds;
  const known = new Set(adoptable.map((one) => one.trafficMirrorSessionId));
  const missing = (ids ?? []).findIndex((id) => !known.has(id));
  if (missing >= 0)
    return refuse(
      'NOT_FOUND',
      ['trafficMirrorSessionIds', missing],
      `${ids?.[missing]} is not among the sessions that the policy could take over`,
    );
  const wanted = adoptable.filter((one) => ids?.includes(one.trafficMirrorSessionId) ?? true).slice(0, most);
  const adoptionHash = adoptionHashOf(found.file.owner, found.policy, scope, wanted);
  const left = ids === undefined ? adoptable.length - wanted.length : 0;
  const warnings = left > 0 ? [`There are ${left} more: send it again for them.`] : [];
  if (origin.input.dryRun) return { adoptionHash, adopted: wanted, warnings, userErrors: [] };
  if (adoptionHash !== value.adoptionHash)
    return refuse('PLAN_CHANGED', ['adoptionHash'], 'other sessions would be taken over by now: look again');
  const userErrors = wanted.length === 0 ? [] : await tag(context, origin, found, wanted);
  if (userErrors.length > 0) return failed(...userErrors);
  return { adoptionHash, adopted: await asTheyAre(context, wanted), warnings, userErrors };
}

function* problemsIn(
  { scopes }: GatewayContext,
  { dryRun, adoptionHash, scope }: AdoptTrafficMirrorSessionsInput,
  sessions: Parameters<typeof elsewhere>[3],
): Generator<Problem> {
  yield* elsewhere(scopes, scope, 'trafficMirrorSessionIds', sessions);
  if (!dryRun && adoptionHash === undefined)
    yield {
      code: 'INVALID_INPUT',
      field: ['adoptionHash'],
      message: 'adoptionHash is needed: send the input with dryRun first, and look at the sessions',
    };
}

async function adoptableOf({ policyPlaces }: GatewayContext, { file, policy }: Named, scope: Ec2Scope) {
  return isFor(policy, scope) ? adoptableIn(await policyPlaces(scope).plan(file, policy)) : [];
}

/** All in one call. Each is read again just before: what somebody else has marked or changed meanwhile is left alone, and so are the others. */
async function tag(
  context: GatewayContext,
  origin: Origin<AdoptTrafficMirrorSessionsInput>,
  { file, policy: { name } }: Named,
  wanted: readonly AdoptableIn[],
): Promise<UserError[]> {
  const [{ scope }] = wanted as [AdoptableIn];
  const ids = wanted.map((one) => one.trafficMirrorSessionId);
  const { userErrors } = await change(context, origin, scope, ids, async (options) => {
    const now = await describeByIds(scope, sessionKind, ids, context.usage);
    const other = wanted.findIndex(({ session }, index) => !isEqual(session, now[index] ?? null));
    if (other >= 0)
      return inputError(origin.path, {
        code: 'PLAN_CHANGED',
        field: ['adoptionHash'],
        message: `session ${ids[other]} has changed: look again`,
      });
    return createTags(scope, ids, tagsOf(file.owner, name), { ...options, policy: name });
  });
  return userErrors;
}

type Session = AdoptableIn['session'];

const isEqual = (before: Session, now: Session | null): boolean => valuesOf(before) === valuesOf(now);

function valuesOf(session: Session | null): string {
  const { scope, ...values } = session ?? { scope: undefined };
  return JSON.stringify(values);
}

/** With their new tags, if EC2 shows them yet. */
async function asTheyAre({ usage }: GatewayContext, adopted: readonly AdoptableIn[]) {
  const [one] = adopted;
  if (one === undefined) return adopted;
  const ids = adopted.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const now = await describeByIds(one.scope, sessionKind, ids, usage);
  return adopted.map((each, index) => ({ ...each, session: now[index] ?? each.session }));
}
