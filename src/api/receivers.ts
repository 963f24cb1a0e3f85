/** Reads where the copies of a target arrive: the addresses of its interface, or of the nodes of its load balancer or endpoint. */
import { nodeDescription } from '../ec2/loadBalancers.ts';
import type { InterfaceFacts } from '../ec2/networkInterfaces.ts';
import { isOwnedHere } from '../ec2/scope.ts';
import type { TrafficMirrorTargetRecord } from '../ec2/targets.ts';
import type { GatewayContext } from './context.ts';
import type { Loaders } from './loaders.ts';

type Reads = Pick<GatewayContext, 'loaders' | 'scopes'>;

/** The addresses that copies may be sent to. @returns none when one of them is not known: a part of them would look complete. */
export async function readReceivers(
  { loaders, scopes }: Reads,
  target: TrafficMirrorTargetRecord,
): Promise<readonly string[]> {
  const { scope, ownerId = '' } = target;
  const owner = isOwnedHere(target, scope) ? scope : scopes.find(ownerId, scope.region);
  const found = owner ? await findReceivers(loaders(owner), target).catch(() => []) : [];
  const addresses = found.flatMap((receiver) => receiver?.privateIpAddress ?? []);
  return addresses.length === found.length ? addresses : [];
}

/** @returns null in place of an interface that EC2 does not know. @throws Ec2Failure. */
async function findReceivers(
  own: Loaders,
  target: TrafficMirrorTargetRecord,
): Promise<readonly (InterfaceFacts | null)[]> {
  const { networkInterfaceId, networkLoadBalancerArn, gatewayLoadBalancerEndpointId } = target;
  if (networkInterfaceId !== undefined) return [await own.networkInterfaces.load(networkInterfaceId)];
  if (networkLoadBalancerArn !== undefined)
    return own.interfacesByDescription.load(nodeDescription(networkLoadBalancerArn));
  const endpoint = await own.vpcEndpoints.load(gatewayLoadBalancerEndpointId ?? '');
  return Promise.all((endpoint?.networkInterfaceIds ?? []).map((id) => own.networkInterfaces.load(id)));
}
