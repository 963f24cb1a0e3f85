/** `modifyTrafficMirrorSession`. */
import { modifyTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import {
  type SessionChange,
  sessionProperties,
  type TrafficMirrorSessionRecord,
} from '../../ec2/sessions.ts';
import type { ResolversTypes } from '../../generated/resolvers.ts';
import type { ModifyTrafficMirrorSessionInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { inputError } from '../userErrors.ts';
import { refuseTarget } from './approval.ts';
import { type EarlierNumbers, knownProblems, lookAtSession } from './foreseen.ts';
import { notFound, type Origin } from './inputs.ts';
import { modifyOne } from './modification.ts';
import { checkSessionChange, foreseeSession, sessionSubject } from './sessionChange.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorSessionPayload']>;

/**
 * @param wantsChanges whether the query selects `changes`, which costs one read.
 * @param earlier the numbers that dry runs before this one would have set. A dry run that finds nothing against itself adds its own.
 */
export async function modifySession(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
  wantsChanges: boolean,
  earlier: Map<string, number> = new Map(),
): Promise<Payload> {
  const checked = checkSessionChange(context, origin);
  if ('userErrors' in checked) return checked;
  const { value: change, scope, warnings } = checked;
  const denial = await refuseTarget(context, scope, change.set.trafficMirrorTargetId);
  if (denial !== undefined) return { warnings, userErrors: [inputError(origin.path, denial)] };
  const subject = sessionSubject(scope, change.trafficMirrorSessionId);
  const { value, ...result } = await modifyOne(context, origin, subject, {
    properties: sessionProperties,
    wantsChanges,
    // A new VXLAN ID is random: only the old one tells whether it is new.
    needsCurrent:
      typeof origin.input.ifVersion === 'string' || change.removeFields.includes('virtual-network-id'),
    complete: () => change,
    send: (change, options, before) => modifyTrafficMirrorSession(scope, change, { ...options, before }),
    foresee: (before: TrafficMirrorSessionRecord, change) => foreseeSession(context, before, change),
    foreseeProblems: () => knownProblems(lookAtChange(context, scope, change, earlier), warnings),
  });
  const isFine = result.dryRun?.verdict === 'PERMITTED' && result.userErrors.length === 0;
  if (isFine && change.set.sessionNumber !== undefined) earlier.set(subject.id, change.set.sessionNumber);
  return { ...result, trafficMirrorSession: value, warnings };
}

/** Looks at the session itself and at what the change refers to. */
function lookAtChange(
  context: GatewayContext,
  scope: Ec2Scope,
  { trafficMirrorSessionId: id, set }: SessionChange,
  earlier: EarlierNumbers,
) {
  const read = () => context.loaders(scope).sessions.load(id);
  const exists = async () =>
    (await read()) === null ? { problems: [notFound('trafficMirrorSessionId', id)] } : {};
  const networkInterfaceId = async () => (await read())?.networkInterfaceId;
  const wanted = { ...set, scope, trafficMirrorSessionId: id, networkInterfaceId };
  return [exists(), ...lookAtSession(context, wanted, earlier)];
}
