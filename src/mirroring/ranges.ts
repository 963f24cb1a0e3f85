/** The values that EC2 accepts (EC2 API reference, CreateTrafficMirrorSession and CreateTrafficMirrorFilterRule, in their prose). */

export interface Range {
  readonly min: number;
  readonly max: number;
}

export const sessionRanges = {
  packetLength: { min: 1, max: 8_500 },
  sessionNumber: { min: 1, max: 32_766 },
  virtualNetworkId: { min: 0, max: 16_777_215 },
} as const satisfies Record<string, Range>;

/** GraphQL's largest integer, where EC2 documents no maximum. */
export const maxInt = 2_147_483_647;

export const ruleRanges = {
  ruleNumber: { min: 1, max: maxInt },
  protocol: { min: 0, max: 255 },
  port: { min: 0, max: 65_535 },
} as const satisfies Record<string, Range>;
