/** Random creations and deletions of targets. */
import { CreateTrafficMirrorTargetCommand, DeleteTrafficMirrorTargetCommand } from '@aws-sdk/client-ec2';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { Random } from '../../ledger/random.ts';
import { home } from '../estateReads.ts';
import { type Draw, prefer } from './change.ts';

/** EC2's rules do not ask whether a load balancer exists (our decision in the embedded EC2), so a target of one that does not can be made. */
const nowhere = `arn:aws:elasticloadbalancing:us-east-1:${home}:loadbalancer/net/nowhere/0123456789abcdef`;

/** An interface, or what another target has: a load balancer or endpoint. */
function pickEndpoint({ networkInterfaces, targets }: EstateFacts, random: Random) {
  if (random.chance(0.5))
    return { networkInterfaceId: random.pick(networkInterfaces.all()).networkInterfaceId };
  const others = targets
    .all()
    .filter(({ ownerId, networkInterfaceId }) => ownerId === home && networkInterfaceId === undefined);
  const { networkLoadBalancerArn, gatewayLoadBalancerEndpointId } = random.pick(others);
  if (gatewayLoadBalancerEndpointId !== undefined) return { gatewayLoadBalancerEndpointId };
  return { networkLoadBalancerArn: random.chance(0.2) ? nowhere : networkLoadBalancerArn };
}

export const createsTarget: Draw = (facts, random) => {
  const [other] = facts.targets.all().filter(({ ownerId }) => ownerId === home);
  if (other === undefined) throw new Error('The seed has no target.');
  const none = {
    networkInterfaceId: undefined,
    networkLoadBalancerArn: undefined,
    gatewayLoadBalancerEndpointId: undefined,
  };
  const tags = [{ key: 'made', value: 'by a change' }];
  const target = { ...other, ...none, ...pickEndpoint(facts, random), description: undefined, tags };
  return {
    what: `create a target on ${target.networkInterfaceId ?? target.networkLoadBalancerArn ?? target.gatewayLoadBalancerEndpointId}`,
    touched: { networkInterfaceIds: target.networkInterfaceId ? [target.networkInterfaceId] : [] },
    after: (trafficMirrorTargetId) => ({ targets: { put: [{ ...target, trafficMirrorTargetId }] } }),
    send: async (ec2) => {
      const answer = await ec2.send(
        new CreateTrafficMirrorTargetCommand({
          NetworkInterfaceId: target.networkInterfaceId,
          NetworkLoadBalancerArn: target.networkLoadBalancerArn,
          GatewayLoadBalancerEndpointId: target.gatewayLoadBalancerEndpointId,
          TagSpecifications: [
            {
              ResourceType: 'traffic-mirror-target',
              Tags: tags.map(({ key: Key, value: Value }) => ({ Key, Value })),
            },
          ],
        }),
      );
      return answer.TrafficMirrorTarget?.TrafficMirrorTargetId;
    },
  };
};

/** Mostly one that no session uses, because EC2 refuses to delete the others. */
export const deletesTarget: Draw = ({ targets, sessions }, random) => {
  const isUnused = ({ trafficMirrorTargetId: id }: { readonly trafficMirrorTargetId: string }) =>
    sessions.where('trafficMirrorTargetId', id).length === 0;
  const { trafficMirrorTargetId: TrafficMirrorTargetId } = prefer(random, targets.all(), isUnused);
  return {
    what: `delete ${TrafficMirrorTargetId}`,
    touched: { targetIds: [TrafficMirrorTargetId] },
    after: () => ({ targets: { drop: [TrafficMirrorTargetId] } }),
    send: async (ec2) => {
      await ec2.send(new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId }));
      return undefined;
    },
  };
};
