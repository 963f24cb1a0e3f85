/** Reads templates for CloudFormation, with the short forms of its functions, and finds what is in none of its types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from './checkers.ts';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
export interface Template {
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

export const readTemplate = (deploy: string, file: string) =>
  parseYaml(readFileSync(join(deploy, 'cloudformation', file), 'utf8'), {
    customTags: functions,
  }) as Template;

/** Unknown properties, and references to nothing. */
export function shapeProblems(name: string, { Parameters, Conditions = {}, Resources }: Template): string[] {
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
