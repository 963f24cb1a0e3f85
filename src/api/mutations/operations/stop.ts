/** `stopTrafficMirrorOperation`: ends an approved plan, if this replica works on it. */
import type { StopTrafficMirrorOperationInput } from '../../../generated/types.ts';
import type { GatewayContext } from '../../context.ts';
import { readOperation } from '../../operations/operation.ts';
import type { Origin } from '../inputs.ts';
import type { OperationPayload } from './approve.ts';
import { takeApproval } from './taken.ts';

export async function stopOperation(
  context: GatewayContext,
  origin: Origin<StopTrafficMirrorOperationInput>,
): Promise<OperationPayload> {
  const { operationId } = origin.input;
  const approval = takeApproval(context, origin);
  if ('userErrors' in approval) return approval;
  const isStopped = context.approvals.stop(approval.operation);
  return {
    operation: await readOperation(context, operationId),
    warnings: isStopped ? [] : ['The replica that answers does not work on it; another one may.'],
    userErrors: [],
  };
}
