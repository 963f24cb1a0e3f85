/** Example: reduces the packet length of a session, unless somebody else has changed the session, and describes the result. */
import {
  type ClientOptions,
  createClient,
  GetSessionDocument,
  ModifySessionDocument,
  type TrafficMirrorErrorCode,
} from 'traffic-mirror-client';

/** New codes may be added, so this table cannot be complete. */
const advice: Partial<Record<TrafficMirrorErrorCode, string>> = {
  NOT_FOUND: 'The session does not exist.',
  VERSION_CONFLICT: 'Somebody else changed the session. Check it again.',
  OUTCOME_UNKNOWN: 'Whether the session was changed could not be determined. Check it again.',
  UNAUTHORIZED: 'You are not allowed to change this session.',
};

/** @returns a message for the user: the changes that were made, or why none was made. */
export async function shorten(gateway: ClientOptions, id: string, packetLength: number): Promise<string> {
  const send = createClient(gateway);
  const { trafficMirrorSession: session } = await send(GetSessionDocument, { id });
  if (!session) return 'The session does not exist.';
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
