/** Reads what is behind load balancers: listeners, the health of what they forward to, and whether packets cross zones. */
import { isUdp, takesMirroredPackets } from '../listeners.ts';
import { asLoadBalancer } from '../loadBalancingAttributes.ts';
import type { TargetHealthRecord } from '../targetHealth.ts';
import { type Drafts, isKnown, known, note } from './drafts.ts';
import type { Reader } from './reader.ts';

/** Reads the listeners of each load balancer that may have one for mirrored packets: without a target group for UDP there is none. */
export async function readListeners(reader: Reader, drafts: Drafts, arns: readonly string[]): Promise<void> {
  const withUdp = new Set(
    known(drafts, 'targetGroups')
      .filter(({ protocol }) => isUdp(protocol))
      .flatMap(({ loadBalancerArns }) => loadBalancerArns),
  );
  const mayHave = (arn: string) =>
    withUdp.has(arn) || !isKnown(drafts, 'targetGroups', 'loadBalancerArns', arn);
  const without = arns.filter((arn) => !mayHave(arn));
  note(drafts, 'listeners', 'loadBalancerArn', without);
  await reader.ofEach('listeners', 'loadBalancerArn', arns.filter(mayHave));
}

/** Reads the health of what the listeners for mirrored packets forward to. */
export async function readHealth(reader: Reader, drafts: Drafts, arns: readonly string[]): Promise<void> {
  await reader.ofEach(
    'targetHealth',
    'targetGroupArn',
    forwards(drafts, arns).map(({ targetGroupArn }) => targetGroupArn),
  );
}

/** Reads whether target groups send packets across zones, where that decides: some zones have healthy targets and some have none. */
export async function readGroupAttributes(
  reader: Reader,
  drafts: Drafts,
  arns: readonly string[],
): Promise<void> {
  const zoneOf = zones(drafts);
  const uneven = forwards(drafts, arns).filter(({ loadBalancerArn, targetGroupArn }) => {
    const healthy = known(drafts, 'targetHealth').filter(
      (target) => target.targetGroupArn === targetGroupArn && target.state === 'healthy',
    );
    if (healthy.length === 0) return false;
    const withHealthy = new Set(healthy.map(zoneOf));
    const all = drafts.loadBalancers.records.get(loadBalancerArn)?.zones ?? [];
    return all.some(({ zone }) => !withHealthy.has(zone));
  });
  await reader.ofEach(
    'targetGroupAttributes',
    'id',
    uneven.map(({ targetGroupArn }) => targetGroupArn),
  );
}

/** Reads whether load balancers send packets across zones, where their target groups leave it to them. */
export async function readBalancerAttributes(
  reader: Reader,
  drafts: Drafts,
  arns: readonly string[],
): Promise<void> {
  const left = forwards(drafts, arns).filter(
    ({ targetGroupArn }) =>
      drafts.targetGroupAttributes.records.get(targetGroupArn)?.crossZone === asLoadBalancer,
  );
  await reader.ofEach('loadBalancerAttributes', 'id', [
    ...new Set(left.map(({ loadBalancerArn }) => loadBalancerArn)),
  ]);
}

/** Each target group that a listener for mirrored packets forwards to. */
function forwards(drafts: Drafts, arns: readonly string[]) {
  return known(drafts, 'listeners')
    .filter((listener) => arns.includes(listener.loadBalancerArn) && takesMirroredPackets(listener))
    .flatMap(({ loadBalancerArn, targetGroupArns }) =>
      targetGroupArns.map((targetGroupArn) => ({ loadBalancerArn, targetGroupArn })),
    );
}

/** In which zone a registered target is: Elastic Load Balancing says it of some, and the interfaces say it of the others. */
function zones(drafts: Drafts): (target: TargetHealthRecord) => string | undefined {
  const byPlace = new Map<string | undefined, string | undefined>();
  for (const { instanceId, privateIpAddress, availabilityZone } of known(drafts, 'networkInterfaces'))
    for (const place of [instanceId, privateIpAddress]) byPlace.set(place, availabilityZone);
  return ({ targetId, availabilityZone }) => availabilityZone ?? byPlace.get(targetId);
}
