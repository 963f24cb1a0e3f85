/** Example: shortens what a session copies of each packet, unless somebody else is changing it, and says how it went. */
import {
  type ClientOptions,
  createClient,
  GetSessionDocument,
  ModifySessionDocument,
  type TrafficMirrorErrorCode,
} from 'traffic-mirror-client';

/** New codes may come, so that no table of them is ever whole. */
const advice: Partial<Record<TrafficMirrorErrorCode, string>> = {
  NOT_FOUND: 'The session is over.',
  VERSION_CONFLICT: 'Somebody else changed the session. Look at it again.',
  OUTCOME_UNKNOWN: 'Nobody knows whether it was changed. Look at it again.',
  UNAUTHORIZED: 'You may not change this session.',
};

export async function shorten(gateway: ClientOptions, id: string, packetLength: number): Promise<string> {
  const send = createClient(gateway);
  const { trafficMirrorSession: session } = await send(GetSessionDocument, { id });
  if (!session) return 'The session is over.';
  const { modifyTrafficMirrorSession: result } = await send(ModifySessionDocument, {
    input: { trafficMirrorSessionId: session.id, packetLength, ifVersion: session.version },
  });
  const [error] = result?.userErrors ?? [];
  if (error?.__typename === 'TrafficMirrorThrottledError')
    return `Try again in ${error.retryAfterMs ?? 1_000} ms.`;
  if (error) return advice[error.code] ?? error.message;
  return (result?.changes ?? [])
    .map(({ field, before, after }) => `${field}: ${before} → ${after}`)
    .join('\n');
}
