/** Who owns a session: a tag says so, which only the gateway may write. */
import { valueOfTag } from '../ec2/tags.ts';
import { managed, markPrefix, movedKey, moveFailedKey, policyKey } from '../marks.ts';
import { groupBy } from '../mirroring/grouped.ts';
import type { SnapshotSession } from './snapshot.ts';

/** The value of the tag: `<owner>/<name>`. */
export const ownershipOf = (owner: string, policyName: string): string => `${owner}/${policyName}`;

/** The tags of a session that a policy creates. The role of an account demands the second one (deploy/iam). */
export const tagsOf = (owner: string, policyName: string) => [
  { key: policyKey, value: ownershipOf(owner, policyName) },
  managed,
];

type Tagged = Pick<SnapshotSession, 'tags'>;

/** Marks that only say what was done. */
const ofThePast: ReadonlySet<string> = new Set([movedKey, moveFailedKey]);

/** Whether the gateway has marked it as something that belongs to it. */
export const isMarked = ({ tags }: Tagged): boolean =>
  tags.some(({ key }) => key.startsWith(markPrefix) && !ofThePast.has(key));

/** The sessions of an account that an owner's policies own, by the name of the policy. Those of other accounts are never owned. */
export function ownedByPolicy<Session extends SnapshotSession>(
  sessions: readonly Session[],
  { owner, accountId }: { readonly owner: string; readonly accountId: string },
): Map<string, Session[]> {
  const prefix = ownershipOf(owner, '');
  const nameOf = (session: Session) => valueOfTag(session.tags, policyKey)?.slice(prefix.length) ?? '';
  const owned = sessions.filter(
    (session) => session.ownerId === accountId && valueOfTag(session.tags, policyKey)?.startsWith(prefix),
  );
  return groupBy(owned, nameOf);
}
