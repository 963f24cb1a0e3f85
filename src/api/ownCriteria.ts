/** Criteria that EC2 has no filters for: the gateway compares them itself with the records that it has read. */
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../ec2/targets.ts';
import type { TrafficMirrorSessionFilterInput, TrafficMirrorTargetFilterInput } from '../generated/types.ts';

export interface OwnCriteria<Record> {
  /** As the client gave them: a cursor is valid only with the same. */
  readonly given: unknown;
  readonly matches: (record: Record) => boolean;
}

export function byTypes(
  types: TrafficMirrorTargetFilterInput['types'] | undefined,
): OwnCriteria<TrafficMirrorTargetRecord> | undefined {
  if (!types) return undefined;
  return { given: { types }, matches: ({ type }) => type !== undefined && types.includes(type) };
}

export function byWholePackets(
  wholePackets: TrafficMirrorSessionFilterInput['wholePackets'] | undefined,
): OwnCriteria<TrafficMirrorSessionRecord> | undefined {
  if (typeof wholePackets !== 'boolean') return undefined;
  const isWhole = ({ packetLength }: TrafficMirrorSessionRecord) => packetLength === undefined;
  return { given: { wholePackets }, matches: (session) => isWhole(session) === wholePackets };
}
