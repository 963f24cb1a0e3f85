/** `stopTrafficMirrorOperation`: ends an approved plan, if this replica works on it, or a move, whoever works on it. */
import type { StopTrafficMirrorOperationInput } from '../../../generated/types.ts';
import type { GatewayContext } from '../../context.ts';
import { readOperation } from '../../operations/operation.ts';
import type { Origin } from '../inputs.ts';
import { stopMove } from '../moves/stop.ts';
import { failed, type OperationPayload, refuse } from './approve.ts';
import { takeOperation } from './taken.ts';

export async function stopOperation(
  context: GatewayContext,
  origin: Origin<StopTrafficMirrorOperationInput>,
): Promise<OperationPayload> {
  const { operationId, rollBack } = origin.input;
  const known = takeOperation(context, origin);
  if ('userErrors' in known) return known;
  if (known.kind === 'APPLY_POLICY') {
    if (rollBack) return refuse(origin, 'INVALID_INPUT', 'rollBack', 'only moves can be undone');
    const isStopped = context.approvals.stop(known.approval.operation);
    return stopped(context, operationId, isStopped ? [] : [elsewhere]);
  }
  const { warnings, userErrors } = await stopMove(context, origin, known.move);
  return userErrors.length > 0 ? failed(...userErrors) : stopped(context, operationId, warnings);
}

const elsewhere = 'The replica that answers does not work on it; another one may.';

const stopped = async (
  context: GatewayContext,
  id: string,
  warnings: string[],
): Promise<OperationPayload> => ({
  operation: await readOperation(context, id),
  warnings,
  userErrors: [],
});
