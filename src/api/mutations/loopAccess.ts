/** Whether the gateway may work of itself where a change leaves something for it to do. */
import type { Place } from '../../ec2/scope.ts';
import { openToLoop } from '../../policies/loop.ts';
import type { GatewayContext } from '../context.ts';

/** @returns why it may not, without a full stop. Undefined: it may. */
export function closedToLoop(
  { access }: Pick<GatewayContext, 'access'>,
  { accountId, region }: Place,
): string | undefined {
  if (openToLoop(access)?.find(accountId, region) !== undefined) return undefined;
  return `the \`access\` of account ${accountId} does not name tmgw-loop; whoever runs the gateway can add it`;
}
