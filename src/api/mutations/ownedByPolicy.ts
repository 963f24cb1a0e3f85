/** Warns whoever changes a session that a policy keeps as it says: what they do is undone. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { openToLoop } from '../../policies/loop.ts';
import { ownedByPolicy } from '../../policies/ownership.ts';
import { isFor } from '../../policies/select.ts';
import type { GatewayContext } from '../context.ts';
import type { Warning } from './warnings.ts';

const undone = {
  modified:
    'will change it back, as far as it then differs from the policy, if the policy still wants its source mirrored',
  deleted: 'will create one again, if the policy still wants its source mirrored',
} as const;

/**
 * @param read reads the session, if any policy is in mode apply there. What cannot be read is nobody's.
 */
export async function warnOfPolicy(
  { policies, access }: Pick<GatewayContext, 'policies' | 'access'>,
  scope: Ec2Scope,
  read: () => Promise<TrafficMirrorSessionRecord | null>,
  change: keyof typeof undone,
): Promise<Warning[]> {
  const { accountId, region } = scope;
  const file = await policies();
  const kept = file?.policies.filter((policy) => policy.mode === 'apply' && isFor(policy, scope)) ?? [];
  if (file === null || kept.length === 0 || openToLoop(access)?.find(accountId, region) === undefined)
    return [];
  const session = await read().catch(() => null);
  if (session === null) return [];
  const owners = ownedByPolicy([session], { owner: file.owner, accountId });
  const owner = kept.find(({ name }) => owners.has(name));
  if (owner === undefined) return [];
  const message = `Policy ${owner.name} owns session ${session.trafficMirrorSessionId} and ${undone[change]}.`;
  return [{ code: 'OWNED_BY_POLICY', message }];
}
