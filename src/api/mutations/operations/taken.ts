/** What mutations of an operation begin with. */
import type { Permission } from '../../../caller.ts';
import type { GatewayContext } from '../../context.ts';
import type { Known } from '../../operations/ids.ts';
import { scopesOf } from '../../operations/operation.ts';
import { fromFailure, inputError } from '../../userErrors.ts';
import { recordAttempt } from '../approval.ts';
import type { Origin } from '../inputs.ts';
import { failed, type OperationPayload, refuse } from './approve.ts';

/** What a caller must be allowed who began an operation, and so who goes on with it or stops it. */
const needed: Readonly<Record<Known['kind'], readonly Permission[]>> = {
  APPLY_POLICY: ['traffic-mirror:policy:apply'],
  MOVE_SESSIONS: ['traffic-mirror:session:write', 'traffic-mirror:tag:write'],
};

/** Counts the change. @returns what the id says, if the caller may change all that it is about; or why not. */
export function takeOperation(
  context: GatewayContext,
  origin: Origin<{ readonly operationId: string }>,
): Known | OperationPayload {
  const known = context.operationIds.parseId(origin.input.operationId);
  if (known === undefined || scopesOf(context, known) === undefined)
    return refuse(
      origin,
      'NOT_FOUND',
      'operationId',
      'the id is not one of this gateway, or is about accounts or Regions that are not open to the caller',
    );
  const missing = needed[known.kind].filter((permission) => !context.caller.permissions.has(permission));
  if (missing.length > 0) {
    const refusal = {
      code: 'UNAUTHORIZED',
      field: ['operationId'],
      message: `an operation of the kind ${known.kind} needs ${missing.join(' and ')}`,
      denied: { action: 'operation', reason: `UNAUTHORIZED ${known.kind}`, resources: [] },
    } as const;
    recordAttempt(context, refusal);
    return failed(inputError(origin.path, refusal));
  }
  const overLimit = context.usage.takeChange();
  return overLimit === undefined ? known : failed(fromFailure(overLimit, origin));
}
