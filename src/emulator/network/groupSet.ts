/** The security groups of a resource, as it shows them. */
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';

/** A group of another account, in a shared VPC, has no name here. */
export const groupSet = (groupIds: readonly string[], { securityGroups }: Estate): WireObject[] =>
  groupIds.map((groupId) => ({ groupId, groupName: securityGroups.get(groupId)?.name }));
