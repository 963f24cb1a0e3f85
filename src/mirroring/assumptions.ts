/** What AWS does not document and an answer rests on. The schema's enum `TrafficMirrorAssumption` describes each. */

export const assumptions = [
  'REJECT_FALLS_THROUGH',
  'INBOUND_WAS_ADMITTED',
  'LENGTH_COUNTS_ETHERNET',
  'RECEIVER_MTU_9001',
  'ONLY_AMAZON_NTP',
  'NOT_A_FRAGMENT',
  'GROUP_REFERENCE_ADMITS',
  'ACL_APPLIES_TO_COPIES',
  'TRANSIT_GATEWAY_ROUTES',
] as const;

export type Assumption = (typeof assumptions)[number];
