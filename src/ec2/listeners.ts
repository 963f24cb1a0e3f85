/** Listeners of load balancers. Elastic Load Balancing lists them for one load balancer at a time. */
import { DescribeListenersCommand, type Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancingPage, resourceIn, toPage } from './loadBalancers.ts';
import { integer } from './numbers.ts';
import type { ListedKind } from './reads/kind.ts';

export interface ListenerRecord {
  readonly listenerArn: string;
  readonly loadBalancerArn: string;
  /** For example `TCP_UDP`. */
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  /** What it forwards to. */
  readonly targetGroupArns: readonly string[];
}

const groupsOf = ({ DefaultActions = [] }: Listener): string[] => {
  const named = DefaultActions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
    TargetGroupArn,
    ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
  ]);
  return [...new Set(named.flatMap((arn) => arn ?? []))];
};

export const listenerKind: ListedKind<Listener, ListenerRecord> = {
  action: 'DescribeListeners',
  pageSize: loadBalancingPage,
  describe: async (parameters, send) => {
    const command = new DescribeListenersCommand({
      LoadBalancerArn: resourceIn(parameters),
      ...toPage(parameters),
    });
    const output = await send(command);
    return { items: output.Listeners, nextToken: output.NextMarker };
  },
  fromEc2: (listener) => ({
    listenerArn: listener.ListenerArn ?? '',
    loadBalancerArn: listener.LoadBalancerArn ?? '',
    protocol: listener.Protocol,
    port: integer(listener.Port),
    targetGroupArns: groupsOf(listener),
  }),
  idOf: ({ listenerArn }) => listenerArn,
};

/** Whether mirrored packets, which are VXLAN, arrive there (VPC Traffic Mirroring guide, "Network Load Balancer"). */
export const takesMirroredPackets = ({ protocol, port }: ListenerRecord): boolean =>
  port === 4789 && isUdp(protocol);

export const isUdp = (protocol: string | undefined): boolean => protocol === 'UDP' || protocol === 'TCP_UDP';
