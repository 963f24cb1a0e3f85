/** COLLECTOR_MIRRORED: a collector whose own interface is mirrored to it, copies and all. */
import { type Address, only, parseAddress } from '../addresses.ts';
import type { RuleFacts, Target, UsedSession } from '../estate.ts';
import { meet, packetsOf } from '../packetSets.ts';
import { hostOf, registeredBehind } from './behind.ts';
import { filterOf } from './parsed.ts';
import { defineRule, evidenceOf, NotDecidable } from './rule.ts';

const udp = 17;

export const collectorMirrored = defineRule({
  code: 'COLLECTOR_MIRRORED',
  severity: 'RISK',
  about: 'session',
  reads: ['targets', 'filters', 'networkInterfaces', 'targetGroups', 'listeners', 'targetHealth'],
  means: 'The source is a collector behind its own target, and its filter accepts the copies.',
  condition:
    'The instance or the address of the source is registered behind the load balancer of the target, and the filter accepts inbound UDP to the primary address of the source on the registered port. The security groups and the network ACL of the source are taken to let the copies in.',
  source:
    'Inferred from the VPC Traffic Mirroring guide: inbound packets that are let in are mirrored, and nothing exempts copies.',
  remedy: 'Reject UDP to the port of the collector in the filter, or do not mirror the collector.',
  assumptions: ['INBOUND_WAS_ADMITTED'],
  *check(session, facts) {
    const target = facts.targets.of(session.trafficMirrorTargetId ?? '');
    if (target === null)
      throw new NotDecidable(`EC2 does not tell the target of ${session.trafficMirrorSessionId}`);
    const registered = ownRegistrations(facts, session, target);
    if (registered === null) return;
    const { accepted } = filterOf(facts, session).ingress;
    const own = registered.hosts.find(({ port }) => meet(accepted, copiesTo(registered.address, port)));
    if (own === undefined) return;
    yield {
      message: `${session.networkInterfaceId} receives its own copies`,
      evidence: [
        evidenceOf(own.targetGroupArn, 'targets', own.targetId),
        evidenceOf(session.trafficMirrorSessionId, 'trafficMirrorFilterId', session.trafficMirrorFilterId),
      ],
    };
  },
});

const copiesTo = ({ value }: Address, port: number | undefined) =>
  packetsOf({
    family: 4,
    protocol: udp,
    destination: only(value),
    destinationPorts: port === undefined ? undefined : only(port),
  });

/** What registers the source of the session behind its target: one host may be registered with several ports. */
function ownRegistrations(facts: RuleFacts, { networkInterfaceId = '' }: UsedSession, target: Target) {
  const hosts = registeredBehind(facts, target).flatMap((group) => group.hosts);
  if (hosts.length === 0) return null;
  const source = facts.networkInterfaces.of(networkInterfaceId);
  if (source === null) return null;
  const { instanceId, privateIpAddress = '' } = source;
  const own = hosts
    .filter(({ targetId }) => targetId === instanceId || targetId === privateIpAddress)
    .filter((host) => hostOf(facts, host).networkInterfaceId === networkInterfaceId);
  const address = own.length > 0 ? parseAddress(privateIpAddress) : undefined;
  return address ? { hosts: own, address } : null;
}
