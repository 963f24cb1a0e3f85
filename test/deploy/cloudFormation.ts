/** The templates for CloudFormation: their policies are those of `deploy/iam/`, and they fit each other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from './checkers.ts';
import { example, type Policy, policyProblems } from './policies.ts';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Parameters: Readonly<Record<string, object>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The properties of each type that is used (CloudFormation's template reference). */
const properties: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role':
    'AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies RoleName Tags'.split(
      ' ',
    ),
  'AWS::IAM::RolePolicy': ['PolicyDocument', 'PolicyName', 'RoleName'],
  'AWS::CloudFormation::StackSet':
    'AdministrationRoleARN AutoDeployment CallAs Capabilities Description ExecutionRoleName ManagedExecution OperationPreferences Parameters PermissionModel StackInstancesGroup StackSetName Tags TemplateBody TemplateURL'.split(
      ' ',
    ),
};

/** The short forms of functions, as CloudFormation's JSON has them. */
const functions = [
  { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) },
  { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text }) },
  {
    tag: '!Equals',
    collection: 'seq' as const,
    resolve: (list: unknown) => ({ 'Fn::Equals': (list as { toJSON(): unknown }).toJSON() }),
  },
];

const read = (deploy: string, file: string) =>
  parseYaml(readFileSync(join(deploy, 'cloudformation', file), 'utf8'), {
    customTags: functions,
  }) as Template;

/** @param deploy the folder `deploy/`, or a copy of it. @returns one line for each problem. */
export function cloudFormationProblems(deploy: string): string[] {
  const role = read(deploy, 'member-role.yaml');
  const set = read(deploy, 'stackset.yaml');
  return [
    ...shapeProblems('member-role', role),
    ...shapeProblems('stackset', set),
    ...roleProblems(role),
    ...setProblems(set, role),
  ];
}

/** Unknown properties, and references to nothing. */
function shapeProblems(name: string, { Parameters, Conditions = {}, Resources }: Template): string[] {
  const known = new Set([
    ...Object.keys(Parameters),
    ...Object.keys(Resources),
    'AWS::Region',
    'AWS::AccountId',
  ]);
  const text = JSON.stringify([Conditions, Resources]);
  const named = [...text.matchAll(/"Ref":"([^"]+)"|\$\{([^}]+)\}/g)].map(([, ref, sub]) => ref ?? sub ?? '');
  return [
    ...named.flatMap((one) => (known.has(one) ? [] : [`${name}: there is no ${one}`])),
    ...Object.keys(Parameters).flatMap((one) =>
      named.includes(one) ? [] : [`${name}: nothing uses ${one}`],
    ),
    ...Object.entries(Resources).flatMap(([id, { Type, Condition, Properties }]) => [
      ...(Condition === undefined || Object.hasOwn(Conditions, Condition)
        ? []
        : [`${name}: there is no ${Condition}`]),
      ...Object.keys(Properties).flatMap((property) =>
        properties[Type]?.includes(property)
          ? []
          : [`${name}: ${id} has an unknown property, ${property} of ${Type}`],
      ),
    ]),
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
