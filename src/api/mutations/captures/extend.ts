/** `extendTrafficMirrorCapture`: gives a running capture a new end. */
import * as z from 'zod';
import type { ExtendTrafficMirrorCaptureInput } from '../../../generated/types.ts';
import { type Capture, capturesAmong, markOf } from '../../../policies/captures.ts';
import { readCapture } from '../../captures.ts';
import type { GatewayContext } from '../../context.ts';
import { inputError, type UserError } from '../../userErrors.ts';
import { checkInput, type Origin } from '../inputs.ts';
import { captureId, endIn, failed, inTurn, minutes, noCapture, succeeded } from './capture.ts';
import { setEnd } from './changes.ts';

const schema = z.object({ captureId, minutes });

export function extendCapture(context: GatewayContext, origin: Origin<ExtendTrafficMirrorCaptureInput>) {
  const checked = checkInput(context, origin, { schema });
  if ('userErrors' in checked) return failed(...checked.userErrors);
  const { scope, value } = checked;
  const { captureId: id } = value;
  return inTurn(context, origin, scope, id, async () => {
    const capture = await readCapture(scope, id, context.usage);
    const why = whyNot(capture);
    if (capture === undefined || why !== undefined) return failed(noCapture(origin, `capture ${id} ${why}`));
    const bare = capture.sessions.find((session) => !markOf(session)?.isWhole);
    if (bare !== undefined && !scope.allows('traffic-mirror:tag:write'))
      return failed(notWhole(origin, bare.trafficMirrorSessionId));
    const sessionIds = capture.sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
    const set = await setEnd(context, origin, { scope, captureId: id, sessionIds }, endIn(value.minutes));
    if ('userErrors' in set) return failed(...set.userErrors);
    const [extended = null] = capturesAmong(scope, set.sessions, Date.now());
    return succeeded(extended);
  });
}

/** One whose end cannot be read gets one that can. */
function whyNot(capture: Capture | undefined): string | undefined {
  if (capture === undefined) return 'is not there: it is over, or in another account or Region';
  if (capture.state === 'STARTING') return 'is still being started';
  return capture.state === 'OVERDUE' && capture.expiresAt !== null ? 'is over' : undefined;
}

/** With `traffic-mirror:capture` alone, only sessions with both tags are changed. */
const notWhole = ({ path }: Origin<object>, sessionId: string): UserError =>
  inputError(path, {
    code: 'FORBIDDEN_BY_POLICY',
    field: ['captureId'],
    message: `somebody removed the end of session ${sessionId}; giving it one again needs traffic-mirror:tag:write, too`,
  });
