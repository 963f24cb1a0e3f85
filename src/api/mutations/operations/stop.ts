/** `stopTrafficMirrorOperation`: ends an approved plan, if this replica works on it. */
import type { StopTrafficMirrorOperationInput } from '../../../generated/types.ts';
import type { GatewayContext } from '../../context.ts';
import { readOperation } from '../../operations/operation.ts';
import { fromFailure } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { failed, type OperationPayload } from './approve.ts';
import { findApproval, unknownOperation } from './resume.ts';

export async function stopOperation(
  context: GatewayContext,
  origin: Origin<StopTrafficMirrorOperationInput>,
): Promise<OperationPayload> {
  const { operationId } = origin.input;
  const approval = findApproval(context, operationId);
  if (approval === undefined) return unknownOperation(origin);
  const overLimit = context.usage.takeChange();
  if (overLimit !== undefined) return failed(fromFailure(overLimit, origin));
  const isStopped = context.approvals.stop(approval.operation);
  return {
    operation: await readOperation(context, operationId),
    warnings: isStopped ? [] : ['The replica that answers does not work on it; another one may.'],
    userErrors: [],
  };
}
