/** Every root field, generated from the schema, with each way to name a resource. */
import {
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from './demo.ts';

export const schema: GraphQLSchema = createSchema();

/** A field of Query or Mutation, or an entity by one of its keys. */
export interface Root {
  /** For test names, for example `trafficMirrorSession` or `_entities TrafficMirrorSession by arn`. */
  readonly name: string;
  readonly field: string;
  readonly operation: 'query' | 'mutation';
  readonly args: readonly GraphQLArgument[];
  readonly selection: string;
  /** The default arguments: the required ones, with values of the demo data. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export const typeOf = ({ operation }: Pick<Root, 'operation'>) =>
  operation === 'query' ? 'Query' : 'Mutation';

/** The ids of the demo data by the noun in a name. Another ID is the name of a policy of the example. */
const demoIds: readonly (readonly [RegExp, string, string])[] = [
  [/Session/, 'traffic-mirror-session', sessionId(1)],
  [/Target/, 'traffic-mirror-target', targetId(1)],
  [/FilterRule/, 'traffic-mirror-filter-rule', 'tmfr-0d4e5f6a7b8c90001'],
  [/Filter/, 'traffic-mirror-filter', filterId(1)],
  [/Source|[nN]etworkInterface/, 'network-interface', networkInterfaceId(10)],
  [/resourceId|^nodes?$/, 'traffic-mirror-session', sessionId(1)],
];

/** The kind in an ARN and an AWS ID that a value of this name takes; `id` and `ids` go by the name of their field. */
export function idFor(name: string, field: string): { arnType: string; id: string } | undefined {
  const noun = /^ids?$/.test(name) ? field : name;
  const found = demoIds.find(([pattern]) => pattern.test(noun));
  return found && { arnType: found[1], id: found[2] };
}

/** What an input needs besides its required fields, so that the mutation has something to do. */
const more: Readonly<Record<string, (given: object) => object>> = {
  ModifyTrafficMirrorSessionInput: () => ({ packetLength: 99 }),
  ModifyTrafficMirrorFilterNetworkServicesInput: () => ({ addNetworkServices: ['AMAZON_DNS'] }),
  ModifyTrafficMirrorFilterRuleInput: () => ({ ruleNumber: 77 }),
  TagTrafficMirrorResourcesInput: () => ({ add: [{ key: 'k', value: 'v' }] }),
  // Without it, it needs what a dry run has answered.
  AdoptTrafficMirrorSessionsInput: () => ({ dryRun: true }),
  // Both targets, or the move to undo.
  MoveTrafficMirrorSessionsInput: (given) =>
    'undoOf' in given
      ? {}
      : { fromTrafficMirrorTargetId: targetId(3), toTrafficMirrorTargetId: targetId(2), dryRun: true },
  // Exactly one destination; which one does not matter.
  CreateTrafficMirrorTargetInput: (given) =>
    /networkInterfaceId|Arn|Endpoint/.test(Object.keys(given).join())
      ? {}
      : { networkInterfaceId: networkInterfaceId(11) },
};

/** The smallest valid value of a type. */
function leastOf(type: GraphQLInputType, name: string, field: string): unknown {
  if (isNonNullType(type)) return leastOf(type.ofType, name, field);
  if (isListType(type)) return [leastOf(type.ofType, name, field)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) return inputWith(type, {}, field);
  if (type.name === 'Int') return 1;
  if (type.name === 'Boolean') return true;
  if (/CidrBlock/.test(name)) return '10.0.0.0/8';
  if (/Address/.test(name)) return '10.0.0.1';
  // Captures and policies are named by ids of their own.
  return type.name === 'ID' ? (idFor(name, field)?.id ?? 'staging') : 'x';
}

interface Named {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}

function requiredOf(fields: readonly Named[], field: string): Record<string, unknown> {
  const required = fields.filter(
    ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined,
  );
  return Object.fromEntries(required.map(({ name, type }) => [name, leastOf(type, name, field)]));
}

const inputWith = (type: GraphQLInputObjectType, given: Record<string, unknown>, field: string) => ({
  ...requiredOf(Object.values(type.getFields()), field),
  ...more[type.name]?.(given),
  ...given,
});

/** The selection that shows whether the request was allowed: payloads have errors of their own, and an interface calls EC2 only for its fields. */
function selectionOf(type: GraphQLNamedType): string {
  if (isLeafType(type)) return '';
  const fields = isObjectType(type) ? Object.keys(type.getFields()) : [];
  const errors = fields.includes('userErrors') ? 'userErrors { code message }' : '';
  if (type.name === 'NetworkInterface') return '{ trafficMirrorSessions { id } }';
  // Nothing is read of an account for what the file says.
  if (type.name === 'TrafficMirrorPolicyFile') return '{ orphans { id } }';
  if (type.name === 'TrafficMirrorPolicy') return '{ coverage { total } }';
  const items = ['results', 'plans'].filter((name) => fields.includes(name));
  return `{ __typename ${errors} ${items.map((name) => `${name} { ${errors} }`).join(' ')} }`;
}

function rootsOf(operation: Root['operation']): Root[] {
  const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {})
    .filter(({ name }) => name !== '_entities')
    .map(({ name, args, type: answer }) => ({
      name,
      field: name,
      operation,
      args,
      selection: selectionOf(getNamedType(answer)),
      variables: requiredOf(args, name),
    }));
}

const plain = { operation: 'query', args: [], variables: {} } as const;
const introspection: Root[] = [
  { ...plain, name: '__schema', field: '__schema', selection: '{ queryType { name } }' },
  { ...plain, name: '__type', field: '__type(name: "Query")', selection: '{ name }' },
];

/** The keys of the entities, as the schema has them. */
export const entityKeys: readonly (readonly [type: string, key: readonly string[]])[] = Object.values(
  schema.getTypeMap(),
)
  .filter(isObjectType)
  .flatMap(({ name, astNode }) =>
    (astNode?.directives ?? [])
      .filter((directive) => directive.name.value === 'key')
      .map(({ arguments: [fields] = [] }): [string, string[]] => [
        name,
        fields?.value.kind === 'StringValue' ? fields.value.value.split(' ') : [],
      ]),
  );

/** The forms of a resource's name that include its account and Region. */
export function namesIn(accountId: string, { arnType, id }: { arnType: string; id: string }) {
  return {
    arn: `arn:aws:ec2:us-east-1:${accountId}:${arnType}/${id}`,
    id: Buffer.from(`${accountId}/us-east-1/${id}`).toString('base64url'),
  };
}

/** A representation of an entity of the account. A key without an account finds the entity in the caller's own. */
export function representation(type: string, key: readonly string[], accountId: string) {
  const resource = idFor(type, type) ?? { arnType: '', id: '' };
  const values: Record<string, string> = {
    ...namesIn(accountId, resource),
    region: 'us-east-1',
    networkInterfaceId: resource.id,
  };
  return { __typename: type, ...Object.fromEntries(key.map((name) => [name, values[name]])) };
}

const entityArgs = schema.getQueryType()?.getFields()._entities?.args ?? [];
export const entityRoots: Root[] = entityKeys.map(([type, key]) => ({
  name: `_entities ${type} by ${key.join(' and ')}`,
  field: '_entities',
  operation: 'query',
  args: entityArgs,
  selection: `{ __typename ... on ${type} { ${key.join(' ')} } }`,
  variables: { representations: [representation(type, key, '123456789012')] },
}));

export const roots: readonly Root[] = [
  ...rootsOf('query'),
  ...rootsOf('mutation'),
  ...introspection,
  ...entityRoots,
];

/** The ways to write an operation that selects the same field. */
const shapes: Record<string, (call: string, type: string) => string> = {
  plain: (call) => `{ ${call} }`,
  alias: (call) => `{ harmless: ${call} }`,
  'inline fragment': (call, type) => `{ ... on ${type} { ${call} } }`,
  fragment: (call, type) => `{ ...f } fragment f on ${type} { ${call} }`,
  'behind a condition': (call) => `{ __typename ... @include(if: true) { ${call} } }`,
  'behind an allowed one': (call) => `{ __typename ${call} }`,
};
export const forms: readonly string[] = Object.keys(shapes);

/** A document that selects a root field in one of the forms, with a variable for each argument. */
export function documentOf(root: Root, form: string, variables = root.variables) {
  const given = root.args.filter(({ name }) => name in variables);
  const types = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const args = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${root.field}${args && `(${args})`} ${root.selection}`;
  return `${root.operation}${types && ` (${types})`} ${shapes[form === 'GET' ? 'plain' : form]?.(call, typeOf(root))}`;
}

/** A position in the arguments that takes a value. */
export interface Position {
  readonly path: readonly string[];
  readonly type: string;
  /** The arguments with `value` there, and the required ones. */
  readonly variablesWith: (value: unknown) => Record<string, unknown>;
}

/** Every position in the arguments of a root field, at any depth. */
export function positionsOf(root: Root): Position[] {
  return [...positions(root.args, [], (given) => ({ ...root.variables, ...given }), root.field)];
}

function* positions(
  fields: readonly Named[],
  path: readonly string[],
  around: (given: Record<string, unknown>) => Record<string, unknown>,
  field: string,
): Generator<Position> {
  for (const { name, type } of fields) {
    const named = getNamedType(type);
    const isList = isListType(isNonNullType(type) ? type.ofType : type);
    const here = (value: unknown) => around({ [name]: isList ? [value] : value });
    yield { path: [...path, name], type: named.name, variablesWith: here };
    if (!isInputObjectType(named)) continue;
    yield* positions(
      Object.values(named.getFields()),
      [...path, name],
      (given) => here(inputWith(named, given, field)),
      field,
    );
  }
}
