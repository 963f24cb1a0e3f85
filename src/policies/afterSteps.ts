/** A reading with what was changed since. */
import type { Ended } from './carryOut.ts';
import type { PlaceReading } from './readPlace.ts';

export function afterSteps(reading: PlaceReading, ended: readonly Ended[]): PlaceReading {
  const sessions = new Map(reading.sessions.map((session) => [session.trafficMirrorSessionId, session]));
  for (const { step, result } of ended) {
    if (result.kind !== 'made') continue;
    const { session } = result;
    if (step.kind !== 'CREATE') sessions.delete(step.trafficMirrorSessionId);
    if (session !== undefined) sessions.set(session.trafficMirrorSessionId, session);
  }
  const idsInOrder = [...sessions.keys()].sort();
  return { ...reading, sessions: idsInOrder.flatMap((id) => sessions.get(id) ?? []) };
}
