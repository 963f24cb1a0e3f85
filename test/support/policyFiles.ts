/** Policy files for the `policies` seed, whose sensors are approved by their owner. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './cleanUp.ts';

export const approvedTargets = {
  trafficMirrorTargetIds: [],
  networkInterfaceIds: [],
  networkLoadBalancerArns: [],
  gatewayLoadBalancerEndpointIds: [],
  ownerAccountIds: ['123456789012'],
};

export interface WantedPolicy {
  readonly mode?: string;
  /** Of the policy's `guard`. */
  readonly guard?: Readonly<Record<string, string | number>>;
  readonly number?: number;
  readonly select?: Readonly<Record<string, unknown>>;
  readonly mirror?: Readonly<Record<string, unknown>>;
}

/** JSON is YAML, too. */
export const policyText = (wanted: WantedPolicy = {}) => textOf([written('nodes', wanted)]);

/** The second one has the higher number. */
export const twoPoliciesText = (nodes: WantedPolicy, others: WantedPolicy) =>
  textOf([written('nodes', nodes), written('others', { number: 2000, ...others })]);

const textOf = (policies: readonly object[]) => JSON.stringify({ owner: 'soc', policies });

const written = (
  name: string,
  { mode = 'apply', guard = {}, number = 1000, select, mirror = {} }: WantedPolicy,
) => ({
  name,
  mode,
  select: select ?? { tags: { mirror: 'yes' }, tagsOf: 'interface' },
  mirror: {
    filter: { tags: { Name: 'everything' } },
    targets: { tags: { role: 'sensor' } },
    number: String(number),
    ...mirror,
  },
  guard: Object.fromEntries(Object.entries(guard).map(([key, value]) => [key, String(value)])),
});

/** Writes a policy file. @returns its path. */
export function newPolicyFile(text: string): string {
  const path = join(newFolder(), 'policies.yaml');
  writeFileSync(path, text);
  return path;
}
