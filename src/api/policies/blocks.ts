/** What holds the steps of plans back, and where. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorPolicyBlockCode } from '../../generated/types.ts';
import { guarded } from '../../policies/guards.ts';
import type { GatewayContext } from '../context.ts';
import { toScopeError } from '../errors.ts';
import type { PlansOfPolicy } from './plans.ts';

interface Block {
  readonly code: TrafficMirrorPolicyBlockCode;
  /** Null: everywhere. */
  readonly scope: Ec2Scope | null;
  readonly message: string;
}

export function blocksOf(
  { readOnlyReason }: Pick<GatewayContext, 'readOnlyReason'>,
  { file, plans, failures }: PlansOfPolicy,
): Block[] {
  const isFileInvalid = file.problems.length > 0;
  const everywhere = readOnlyReason === undefined ? [] : [`Nothing is changed: ${readOnlyReason}.`];
  return [
    ...everywhere.map((message): Block => ({ code: 'READ_ONLY', scope: null, message })),
    ...failures.map(toScopeError).map(
      ({ message }, index): Block => ({
        code: 'READ_INCOMPLETE',
        scope: failures[index]?.scope ?? null,
        message,
      }),
    ),
    ...plans.flatMap(({ scope, plan }) =>
      guarded(plan, { isFileInvalid }).blocks.map((block): Block => ({ ...block, scope })),
    ),
  ];
}
