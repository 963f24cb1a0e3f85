/** What holds the steps of plans back, and where. */
import { type Ec2Scope, nameOf } from '../../ec2/scope.ts';
import type { TrafficMirrorPolicyBlockCode } from '../../generated/types.ts';
import { type Block as BlockHere, firstOfEach, guarded } from '../../policies/guards.ts';
import { openToLoop } from '../../policies/loop.ts';
import type { GatewayContext } from '../context.ts';
import { toScopeError } from '../errors.ts';
import type { PlanIn } from './places.ts';
import type { PlansOfPolicy } from './plans.ts';

interface Block {
  readonly code: TrafficMirrorPolicyBlockCode;
  /** Null: everywhere. */
  readonly scope: Ec2Scope | null;
  readonly message: string;
}

type Knowing = Pick<GatewayContext, 'access' | 'lastPasses' | 'readOnlyReason'>;

export function blocksOf(context: Knowing, asked: PlansOfPolicy): Block[] {
  const { readOnlyReason } = context;
  const everywhere = readOnlyReason === undefined ? [] : [`Nothing is changed: ${readOnlyReason}.`];
  return [
    ...everywhere.map((message): Block => ({ code: 'READ_ONLY', scope: null, message })),
    ...asked.scopes.flatMap((scope) =>
      firstOfEach(blocksIn(context, asked, scope)).map((block): Block => ({ ...block, scope })),
    ),
  ];
}

/** What is seen now comes first. */
function blocksIn(
  { access, lastPasses }: Knowing,
  { file, policy, plans, failures }: PlansOfPolicy,
  scope: Ec2Scope,
): BlockHere[] {
  const isFileInvalid = file.problems.length > 0;
  const isHere = (one: { readonly scope: Ec2Scope }) => nameOf(one.scope) === nameOf(scope);
  const planned = plans.find(isHere);
  const last = lastPasses.at(scope).find(({ policyName }) => policyName === policy.name);
  const isOpen = openToLoop(access)?.find(scope.accountId, scope.region) !== undefined;
  return [
    ...failures
      .filter(isHere)
      .map((failure): BlockHere => ({ code: 'READ_INCOMPLETE', message: toScopeError(failure).message })),
    ...(planned === undefined ? [] : guarded(planned.plan, { isFileInvalid }).blocks),
    ...(isOpen ? [] : [notOpen(scope)]),
    ...(last?.blocks ?? []).filter(isKnownToPasses(planned)),
  ];
}

const notOpen = ({ accountId }: Ec2Scope): BlockHere => ({
  code: 'NOT_ALLOWED',
  message: `The gateway may not work there of itself: the \`access\` of account ${accountId} does not name tmgw-loop.`,
});

/** The plan of now says the others better than the last pass. */
const isKnownToPasses =
  (planned: PlanIn | undefined) =>
  ({ code }: BlockHere): boolean => {
    if (code === 'SEEN_ONCE') return planned?.plan.steps.some(({ kind }) => kind === 'DELETE') ?? false;
    return (
      code !== 'READ_ONLY' && code !== 'FILE_INVALID' && code !== 'DELETE_GUARD' && code !== 'CHANGE_GUARD'
    );
  };
