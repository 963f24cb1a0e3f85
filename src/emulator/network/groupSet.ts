/** The security groups of a resource, as it shows them. */
import type { SecurityGroup } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { constant, type WireObject } from '../wire/xml.ts';

/** Written once, because instances and interfaces repeat it. */
const toGroup = perRow(({ id, name }: SecurityGroup) => constant({ groupId: id, groupName: name }));

/** A group of another account, in a shared VPC, has no name here. */
export const groupSet = (groupIds: readonly string[], { securityGroups }: Estate): WireObject[] =>
  groupIds.map((groupId) => {
    const group = securityGroups.get(groupId);
    return group ? toGroup(group) : { groupId };
  });
