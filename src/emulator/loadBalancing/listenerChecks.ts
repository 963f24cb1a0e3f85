/** What must hold for a listener when it is created (ELB user guides, "Listeners" and "Target groups"). */
import type { Listener } from '../state/loadBalancingRecords.ts';
import type { Estate } from '../state/world.ts';
import { arnKinds, type LoadBalancerType, typeOf } from './arns.ts';
import {
  duplicateListener,
  groupHasLoadBalancer,
  incompatibleProtocols,
  invalidConfiguration,
  unsupported,
  unsupportedProtocol,
  validationError,
} from './errors.ts';
import { found } from './parameters.ts';
import { balancersByGroup } from './targetGroups.ts';

/** By type of load balancer and protocol of a listener: the protocols of target groups that it may forward to. */
const forwardsTo: Readonly<Record<LoadBalancerType, Readonly<Record<string, readonly string[]>>>> = {
  network: {
    TCP: ['TCP', 'TCP_UDP'],
    TLS: ['TCP', 'TLS'],
    UDP: ['UDP', 'TCP_UDP'],
    TCP_UDP: ['TCP_UDP'],
    QUIC: ['QUIC', 'TCP_QUIC'],
    TCP_QUIC: ['TCP_QUIC'],
  },
  application: { HTTP: ['HTTP', 'HTTPS'], HTTPS: ['HTTP', 'HTTPS'] },
  gateway: {},
};

type Wanted = Pick<Listener, 'protocol' | 'port' | 'targetGroupArns'>;

/** Throws the error that Elastic Load Balancing has for a listener that the load balancer cannot have. */
export function checkListener(estate: Estate, loadBalancerArn: string, wanted: Wanted): void {
  const type = typeOf(loadBalancerArn);
  const protocols = type === 'gateway' ? ['GENEVE'] : checkProtocol(type, wanted);
  const others = estate.listeners.by('load-balancer-arn', loadBalancerArn);
  if (others.some(({ port }) => port === wanted.port)) throw duplicateListener();
  const { vpcId } = found(estate.loadBalancers, arnKinds.loadBalancers, loadBalancerArn);
  const balancers = balancersByGroup(estate.listeners.list());
  for (const id of wanted.targetGroupArns) {
    const group = found(estate.targetGroups, arnKinds.targetGroups, id);
    if (!protocols.includes(group.protocol))
      throw incompatibleProtocols(wanted.protocol ?? 'GENEVE', group.protocol);
    if (group.vpcId !== vpcId)
      throw invalidConfiguration(`The target group ${id} is in ${group.vpcId} and not in ${vpcId}`);
    if ((balancers.get(id) ?? loadBalancerArn) !== loadBalancerArn) throw groupHasLoadBalancer(id);
  }
}

/** The protocols that the groups of the listener may have. */
function checkProtocol(type: LoadBalancerType, { protocol, port }: Wanted): readonly string[] {
  if (protocol === undefined || port === undefined)
    throw validationError('A listener must specify a protocol and a port');
  const protocols = Object.hasOwn(forwardsTo[type], protocol) ? forwardsTo[type][protocol] : undefined;
  if (!protocols) throw unsupportedProtocol(protocol, type);
  // These need a certificate, and there are none.
  if (protocol === 'TLS' || protocol === 'HTTPS') throw unsupported(`listeners of protocol ${protocol}`);
  return protocols;
}
