/** What the permissions of the gateway allow, in words. Pure. */

/** By their names, in the order in which they are shown. */
export const permissionWords = {
  'traffic-mirror:read': 'see sessions, targets, filters and plans',
  'traffic-mirror:insight': 'see what the network around them says',
  'traffic-mirror:session:write': 'create and change sessions',
  'traffic-mirror:target:write': 'create targets',
  'traffic-mirror:filter:write': 'create and change filters and rules',
  'traffic-mirror:tag:write': 'change tags',
  'traffic-mirror:capture': 'capture packets for a while',
  'traffic-mirror:policy:apply': 'approve plans of policies',
  'traffic-mirror:delete': 'delete sessions, targets, filters and rules',
  'traffic-mirror:introspect': 'read the schema',
} as const;

export type Permission = keyof typeof permissionWords;

/** @returns why the caller cannot do what needs this permission, or undefined if they can. */
export function whyNot(
  permission: Permission,
  caller: { readonly permissions: readonly string[]; readonly readOnlyReason: string | null } | undefined,
): string | undefined {
  if (caller === undefined) return undefined;
  if (caller.readOnlyReason !== null) return `Nothing can be changed here: ${caller.readOnlyReason}.`;
  return caller.permissions.includes(permission)
    ? undefined
    : `You can look at this and not do it: you lack the permission ${permission}.`;
}
