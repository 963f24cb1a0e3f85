/** The session policy of a role that is assumed for a caller: IAM's copy of the gateway's own permission check. */
import type { Permission } from '../caller.ts';
import { type Allows, actions, type Ec2Action, iamActionOf } from '../ec2/actions.ts';

const ec2Actions = Object.entries(actions) as [Ec2Action, (typeof actions)[Ec2Action]][];
const ec2Permissions = [...new Set(ec2Actions.map(([, { permission }]) => permission))];

/** The caller's permissions that EC2 actions need, always in the same order. */
export function ec2PermissionsOf(held: ReadonlySet<Permission>): Permission[] {
  return ec2Permissions.filter((permission) => held.has(permission));
}

/**
 * Allows exactly the actions of a caller's permissions, whatever the role itself allows. IAM does not distinguish a dry run
 * from a change, so EC2 answers a read-only caller's dry run with a denial.
 *
 * @returns JSON of at most 2,048 characters, STS's limit (STS API reference, AssumeRole).
 */
export function toSessionPolicy(allows: Allows): string {
  const allowed = ec2Actions.filter(([, { permission }]) => allows(permission)).map(([action]) => action);
  const creates = allowed.filter((action) => action.startsWith('CreateTrafficMirror'));
  // A create may set tags, which IAM authorizes as CreateTags.
  const tagging = {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: '*',
    Condition: { StringEquals: { 'ec2:CreateAction': creates } },
  };
  const Statement = [
    // IAM refuses a statement without actions.
    allowed.length > 0
      ? { Effect: 'Allow', Action: allowed.map(iamActionOf), Resource: '*' }
      : { Effect: 'Deny', Action: '*', Resource: '*' },
    ...(creates.length > 0 ? [tagging] : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
