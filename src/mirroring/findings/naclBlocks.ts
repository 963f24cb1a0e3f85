/** NACL_BLOCKS: the network ACLs of the receiver deny copies. */
import type { RuleFacts, Target } from '../estate.ts';
import { groupBy } from '../grouped.ts';
import { type AclGate, type Evidence, gateOfAcl, type Passage, vxlanPort } from '../paths.ts';
import type { NetworkAcl } from '../records.ts';
import { aclOf } from '../routes.ts';
import { balancerBehind, interfaceBehind } from './behind.ts';
import { defineRule, NotDecidable } from './rule.ts';
import { judgeSources, type Source } from './sources.ts';

/** The entry of each ACL that denies a copy. */
interface Denials extends Passage {
  readonly denials: readonly {
    readonly acl: NetworkAcl;
    readonly entry: string;
    readonly evidence: readonly Evidence[];
  }[];
}

export const naclBlocks = defineRule({
  code: 'NACL_BLOCKS',
  severity: 'BROKEN',
  about: 'target',
  reads: ['sessions', 'networkInterfaces', 'loadBalancers', 'networkAcls'],
  means: "The network ACL of the receiver's subnet denies UDP 4789 from the source.",
  condition:
    'Source and receiver are in different subnets. In the network ACL of the subnet of the receiver, the inbound entry with the lowest number that matches UDP to port 4789 from the primary address of the source denies it. For a load balancer, this is so in all its subnets.',
  source: 'VPC Traffic Mirroring guide: the network ACL of the target must not drop the copies.',
  remedy:
    'Allow inbound UDP 4789 from the addresses of the sources, with a lower number than the entry that denies it.',
  assumptions: ['ACL_APPLIES_TO_COPIES'],
  *check(target, facts) {
    const places = placesOf(facts, target);
    if (places.length === 0) return;
    const gates = once(() => gatesOf(new Set(places.map((place) => aclAt(facts, place)))));
    const sessions = facts.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
    const { blocked, throwDoubt } = yield* judgeSources(facts, sessions, (source) =>
      places.some(({ subnetId }) => subnetId === source.subnetId) ? null : judge(gates(), source),
    );
    const denials = blocked.flatMap((one) => one.passage.denials.map((denial) => ({ ...denial, of: one })));
    for (const [networkAclId, alike] of groupBy(denials, ({ acl }) => acl.networkAclId)) {
      const [first] = alike;
      if (first === undefined) continue;
      yield {
        discriminator: networkAclId,
        message: `${networkAclId} ${first.entry} denies UDP ${vxlanPort} from ${first.of.source.privateIpAddress}`,
        sessions: alike.flatMap(({ of }) => of.sessions),
        evidence: first.evidence,
      };
    }
    throwDoubt();
  },
});

interface Place {
  readonly subnetId: string;
  readonly vpcId: string;
}

/** The subnets where copies arrive. */
function placesOf(facts: RuleFacts, target: Target): Place[] {
  const receiver = interfaceBehind(facts, target);
  const balancer = balancerBehind(facts, target);
  const subnetIds = receiver ? [receiver.subnetId] : (balancer?.zones ?? []).map(({ subnetId }) => subnetId);
  const vpcId = (receiver ?? balancer)?.vpcId ?? '';
  return subnetIds.map((subnetId = '') => ({ subnetId, vpcId }));
}

function aclAt({ networkAcls }: RuleFacts, { subnetId, vpcId }: Place): NetworkAcl {
  const acl = aclOf(networkAcls.where('vpcId', vpcId), subnetId);
  if (acl === undefined) throw new NotDecidable(`EC2 does not tell the network ACL of ${subnetId}`);
  return acl;
}

interface AclAndGate {
  readonly acl: NetworkAcl;
  readonly gate: AclGate;
}

const gatesOf = (acls: ReadonlySet<NetworkAcl>): AclAndGate[] =>
  [...acls].map((acl) => ({ acl, gate: gateOfAcl(acl, vxlanPort) }));

function judge(gates: readonly AclAndGate[], { privateIpAddress }: Source): Denials {
  const found = gates.map(({ acl, gate }) => ({ acl, ...gate(privateIpAddress) }));
  const open = found.find(({ passes }) => passes === true) ?? found.find(({ passes }) => passes === null);
  if (open !== undefined) return { ...open, denials: [] };
  const denials = found.map(({ acl, entry, evidence }) => ({
    acl,
    entry: entry ? `entry ${entry.ruleNumber}` : 'without an entry for it',
    evidence,
  }));
  return { passes: false, evidence: [], assumptions: [], denials };
}

/** Only where a source is in another subnet, the ACLs are asked for. */
function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
