/** The templates for CloudFormation: their policies are those of `deploy/iam/`, and they fit each other. */
import { example, type Policy, policyProblems } from './policies.ts';
import { readTemplate, shapeProblems, type Template } from './templates.ts';

/** @param deploy the folder `deploy/`, or a copy of it. @returns one line for each problem. */
export function cloudFormationProblems(deploy: string): string[] {
  const role = readTemplate(deploy, 'member-role.yaml');
  const set = readTemplate(deploy, 'stackset.yaml');
  return [
    ...shapeProblems('member-role', role),
    ...shapeProblems('stackset', set),
    ...roleProblems(role),
    ...setProblems(set, role),
  ];
}

/** With the example values as parameters, its policies must be those of `deploy/iam/`. */
function roleProblems({ Resources }: Template): string[] {
  const values: Readonly<Record<string, string>> = {
    GatewayRoleArn: example.gatewayRole,
    ExternalId: example.externalId,
    Regions: example.region,
    ChangedRegion: example.region,
    'AWS::AccountId': example.account,
  };
  const filledIn = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(filledIn);
    if ('Ref' in value) return values[String(value.Ref)];
    if ('Fn::Sub' in value)
      return String(value['Fn::Sub']).replace(/\$\{([^}]+)\}/g, (_, name) => values[name] ?? '');
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner)]));
  };
  const all = Object.values(Resources).map(
    ({ Properties }) => filledIn(Properties) as Record<string, unknown>,
  );
  const trust = all.find(
    ({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument,
  )?.AssumeRolePolicyDocument;
  const named = ['read', 'insight', 'write', 'targets'].flatMap((name) => {
    const policy = all.find(({ PolicyName }) => PolicyName === name)?.PolicyDocument as Policy | undefined;
    return policyProblems(`member-role, policy ${name}`, policy, name);
  });
  return [...policyProblems('member-role, trust policy', trust as Policy | undefined, 'trust'), ...named];
}

function setProblems({ Resources }: Template, role: Template): string[] {
  const given = Resources.StackSet?.Properties ?? {};
  const passed = ((given.Parameters ?? []) as { ParameterKey: string }[]).map(
    ({ ParameterKey }) => ParameterKey,
  );
  const wanted = Object.keys(role.Parameters);
  const { Enabled } = (given.AutoDeployment ?? {}) as { Enabled?: boolean };
  return [
    ...(String([...passed].sort()) === String([...wanted].sort())
      ? []
      : [`stackset: it passes ${passed}, and the role has ${wanted}`]),
    ...(given.PermissionModel === 'SERVICE_MANAGED' && Enabled === true
      ? []
      : ['stackset: it must be SERVICE_MANAGED, and deploy to new accounts by itself']),
    ...(String(given.Capabilities) === 'CAPABILITY_NAMED_IAM'
      ? []
      : ['stackset: it makes a role with a name, which needs CAPABILITY_NAMED_IAM']),
  ];
}
