/** What mutations of an operation begin with. */
import type { Approval } from '../../../policies/approvals.ts';
import type { GatewayContext } from '../../context.ts';
import { scopesOf } from '../../operations/operation.ts';
import { fromFailure } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { failed, type OperationPayload, refuse } from './approve.ts';

/** Counts the change. @returns the approval in the id, if the caller may use all that it is about; or why there is none. */
export function takeApproval(
  context: GatewayContext,
  origin: Origin<{ readonly operationId: string }>,
): Approval | OperationPayload {
  const approval = context.operationIds.parseId(origin.input.operationId);
  if (approval === undefined || scopesOf(context, approval) === undefined)
    return refuse(
      origin,
      'NOT_FOUND',
      'operationId',
      'the id is not one of this gateway, or is about accounts or Regions that are not open to the caller',
    );
  const overLimit = context.usage.takeChange();
  return overLimit === undefined ? approval : failed(fromFailure(overLimit, origin));
}
