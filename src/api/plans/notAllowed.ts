/** What the gateway itself does not allow, whatever EC2 says. */
import { actions, type Ec2Action } from '../../ec2/actions.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';

interface WantedChange {
  readonly action: Ec2Action;
  readonly scope: Ec2Scope;
}

/** Why the gateway would refuse the change. */
export function notAllowed(
  { readOnlyReason }: Pick<GatewayContext, 'readOnlyReason'>,
  { scope, action }: WantedChange,
): Problem[] {
  const problems: Problem[] = [];
  const { permission } = actions[action];
  if (readOnlyReason !== undefined)
    problems.push({ code: 'FORBIDDEN_BY_POLICY', field: [], message: readOnlyReason });
  if (!scope.allows(permission))
    problems.push({
      code: 'UNAUTHORIZED',
      field: [],
      message: `the change needs the permission ${permission}`,
    });
  return problems;
}
