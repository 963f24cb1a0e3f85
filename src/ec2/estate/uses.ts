/** What the sessions that were read use: targets, and what is behind them. */
import type { EstateKind } from '../../mirroring/facts.ts';
import type { TrafficMirrorSessionRecord } from '../sessions.ts';
import type { TrafficMirrorTargetRecord } from '../targets.ts';
import { type Drafts, known } from './drafts.ts';

/** What is behind targets, by id. */
export interface Endpoints {
  readonly networkInterfaceIds: readonly string[];
  readonly loadBalancerArns: readonly string[];
  readonly vpcEndpointIds: readonly string[];
}

/** Where packets come from and go to. */
export interface Places extends Endpoints {
  /** The interfaces that packets come from. */
  readonly sourceIds: readonly string[];
  /** Those of them whose instances matter too. */
  readonly hostIds: readonly string[];
}

/** Whether a kind is to be read. */
export type Wants = (kind: EstateKind) => boolean;

/** The targets that have sessions: what nobody uses is not judged. */
export function usedTargets(drafts: Drafts): TrafficMirrorTargetRecord[] {
  const used = new Set(known(drafts, 'sessions').map((session) => session.trafficMirrorTargetId));
  return known(drafts, 'targets').filter((target) => used.has(target.trafficMirrorTargetId));
}

/** What is behind some targets. */
export const endpointsOf = (targets: readonly TrafficMirrorTargetRecord[]): Endpoints => ({
  networkInterfaceIds: targets.flatMap((target) => target.networkInterfaceId ?? []),
  loadBalancerArns: targets.flatMap((target) => target.networkLoadBalancerArn ?? []),
  vpcEndpointIds: targets.flatMap((target) => target.gatewayLoadBalancerEndpointId ?? []),
});

/** Whether it belongs to the account. EC2 does not always say who owns something. */
export const isOf =
  (accountId: string) =>
  ({ ownerId }: TrafficMirrorTargetRecord | TrafficMirrorSessionRecord): boolean =>
    ownerId === undefined || ownerId === accountId;

/** Whether some session's packets leave the VPC of their source, or that is not known. */
export function leavesVpc(drafts: Drafts): boolean {
  const { targets, networkInterfaces } = drafts;
  return known(drafts, 'sessions').some((session) => {
    const target = targets.records.get(session.trafficMirrorTargetId ?? '');
    // Packets reach an endpoint in the subnet of its interfaces, for which no rule looks at peerings.
    if (target === undefined || target.gatewayLoadBalancerEndpointId !== undefined) return false;
    const to = vpcOf(drafts, target);
    const from = networkInterfaces.records.get(session.networkInterfaceId ?? '')?.vpcId;
    return to === undefined || from === undefined || to !== from;
  });
}

/** Whether packets of sessions that are only planned, from any of these interfaces to any target, might leave a VPC. */
export function mayLeaveVpc(drafts: Drafts, sourceIds: readonly string[]): boolean {
  const { records } = drafts.networkInterfaces;
  const from = sourceIds.map((id) => records.get(id)?.vpcId);
  const to = known(drafts, 'targets')
    .filter((target) => target.gatewayLoadBalancerEndpointId === undefined)
    .map((target) => vpcOf(drafts, target));
  return from.length > 0 && to.length > 0 && new Set([...from, ...to]).size > 1;
}

const vpcOf = (
  { networkInterfaces, loadBalancers }: Drafts,
  { networkInterfaceId = '', networkLoadBalancerArn = '' }: TrafficMirrorTargetRecord,
): string | undefined =>
  networkInterfaces.records.get(networkInterfaceId)?.vpcId ??
  loadBalancers.records.get(networkLoadBalancerArn)?.vpcId;
