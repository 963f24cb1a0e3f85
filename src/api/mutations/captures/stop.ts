/** `stopTrafficMirrorCapture`: deletes the sessions of a capture. */
import * as z from 'zod';
import type { StopTrafficMirrorCaptureInput } from '../../../generated/types.ts';
import { markOf } from '../../../policies/captures.ts';
import { readCapture } from '../../captures.ts';
import type { GatewayContext } from '../../context.ts';
import { inputError } from '../../userErrors.ts';
import { checkInput, type Origin } from '../inputs.ts';
import { captureId, countFurther, failed, inTurn, succeeded } from './capture.ts';
import { endSessions } from './changes.ts';

const schema = z.object({ captureId });

export function stopCapture(context: GatewayContext, origin: Origin<StopTrafficMirrorCaptureInput>) {
  const checked = checkInput(context, origin, { schema });
  if ('userErrors' in checked) return failed(...checked.userErrors);
  const { scope, value } = checked;
  const { captureId: id } = value;
  return inTurn(context, origin, scope, id, async () => {
    const capture = await readCapture(scope, id, context.usage);
    if (capture === undefined) return succeeded(null, nothing(id));
    const tooMany = countFurther(context, origin, capture.sessions);
    if (tooMany !== undefined) return failed(tooMany);
    const whole = capture.sessions.filter((session) => markOf(session)?.isWhole);
    const sessionIds = whole.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
    const errors = await endSessions(context, origin, { scope, captureId: id, sessionIds });
    const kept = capture.sessions.filter((session) => !whole.includes(session));
    const notDeleted = kept.map(({ trafficMirrorSessionId }) => notWhole(origin, trafficMirrorSessionId));
    return errors.length + kept.length > 0 ? failed(...errors, ...notDeleted) : succeeded(null);
  });
}

const nothing = (id: string) =>
  `No session has the id ${id} of a capture: it is over, or in another account or Region.`;

const notWhole = ({ path }: Origin<object>, sessionId: string) =>
  inputError(path, {
    code: 'FORBIDDEN_BY_POLICY',
    field: ['captureId'],
    message: `somebody removed the end of session ${sessionId}, so it is kept; extend the capture first, or delete the session`,
  });
