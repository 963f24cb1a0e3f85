/** VNI_AMBIGUOUS: copies of several sessions that a collector cannot tell apart. */

import type { RuleFacts, UsedSession } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { groupBy } from '../grouped.ts';
import { assertAllSessionsSeen } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { listed } from './words.ts';

export const vniAmbiguous = defineRule({
  code: 'VNI_AMBIGUOUS',
  severity: 'RISK',
  about: 'target',
  reads: ['sessions', 'networkInterfaces'],
  means:
    'Copies of different sessions arrive with the same VXLAN network ID and the same outer source address.',
  condition:
    'Two sessions to the target have the same VXLAN network ID (VNI), and their sources have the same primary address: it is one source, or the addresses of their VPCs overlap.',
  source:
    'VPC Traffic Mirroring guide, "Traffic Mirroring packet format": a copy has the VXLAN network ID of its session and the primary address of its source.',
  remedy: 'Give each of the sessions a VXLAN network ID of its own.',
  *check(target, facts, asking) {
    const { trafficMirrorTargetId } = target;
    const sessions = facts.sessions.where('trafficMirrorTargetId', trafficMirrorTargetId);
    const numbered = groupBy(sessions, ({ virtualNetworkId }) => virtualNetworkId);
    let doubt: NotRead | undefined;
    for (const [vni, alike] of numbered) {
      yield undefined;
      if (vni === undefined || alike.length === 1) continue;
      const { byAddress, gap } = addressed(facts, alike);
      doubt ??= gap;
      for (const [address, same] of byAddress) {
        if (same.length === 1) continue;
        const ids = same.map((one) => one.trafficMirrorSessionId).sort();
        yield {
          discriminator: `${vni} ${address}`,
          message: `VNI ${vni} from ${address} is ${listed(ids)}`,
          sessions: same,
          evidence: ids.map((id) => evidenceOf(id, 'virtualNetworkId', vni)),
        };
      }
    }
    if (doubt !== undefined) throw doubt;
    assertAllSessionsSeen(target, asking);
  },
});

/** The sessions by the address that their copies come from, as far as it is known. */
function addressed({ networkInterfaces }: RuleFacts, sessions: readonly UsedSession[]) {
  let gap: NotRead | undefined;
  const withAddress = sessions.flatMap((session) => {
    try {
      const address = networkInterfaces.of(session.networkInterfaceId ?? '')?.privateIpAddress;
      return address === undefined ? [] : [{ session, address }];
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      gap ??= error;
      return [];
    }
  });
  const groups = groupBy(withAddress, ({ address }) => address);
  const byAddress = [...groups].map(
    ([address, found]) => [address, found.map((one) => one.session)] as const,
  );
  return { byAddress, gap };
}
