/** Who owns a session: a tag says so, which only the gateway may write. */
import { groupBy } from '../mirroring/grouped.ts';
import type { SnapshotSession } from './snapshot.ts';

/** Tags with such keys are the gateway's own. */
export const ownPrefix = 'tmgw:';

/** The key of the tag that says which policy owns a session. */
export const policyKey = `${ownPrefix}policy`;
/** The key of the tag of a session that is on its way to another target: no policy touches it meanwhile. */
export const moveKey = `${ownPrefix}move`;

/** The value of the tag: `<owner>/<name>`. */
export const ownershipOf = (owner: string, policyName: string): string => `${owner}/${policyName}`;

/** The tags of a session that a policy creates. The role of an account demands the second one (deploy/iam). */
export const tagsOf = (owner: string, policyName: string) => [
  { key: policyKey, value: ownershipOf(owner, policyName) },
  { key: 'managed-by', value: 'tmgw' },
];

type Tagged = Pick<SnapshotSession, 'tags'>;

export const tagValue = ({ tags }: Tagged, wanted: string): string | undefined =>
  tags.find(({ key }) => key === wanted)?.value;

/** Whether the gateway has marked it, for whatever. */
export const isMarked = ({ tags }: Tagged): boolean => tags.some(({ key }) => key.startsWith(ownPrefix));

/** The sessions of an account that an owner's policies own, by the name of the policy. Those of other accounts are never owned. */
export function ownedByPolicy<Session extends SnapshotSession>(
  sessions: readonly Session[],
  { owner, accountId }: { readonly owner: string; readonly accountId: string },
): Map<string, Session[]> {
  const prefix = ownershipOf(owner, '');
  const nameOf = (session: Session) => tagValue(session, policyKey)?.slice(prefix.length) ?? '';
  const owned = sessions.filter(
    (session) => session.ownerId === accountId && tagValue(session, policyKey)?.startsWith(prefix),
  );
  return groupBy(owned, nameOf);
}
