import { describe, expect, test } from '@jest/globals';
import {
  type DefinitionNode,
  type GraphQLInputObjectType,
  getNamedType,
  isInputObjectType,
  Kind,
  parse,
  visit,
} from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { sdl } from '../../src/generated/sdl.ts';

const described = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]);

describe.each(Object.entries(sdl))('schema/%s.graphql', (_, text) => {
  const document = parse(text);

  test('describes every type, field, argument and value in whole sentences', () => {
    const bad: string[] = [];
    visit(document, {
      enter(node, _key, _parent, _path, ancestors) {
        if (!described.has(node.kind)) return;
        const { name, description } = node as DefinitionNode & {
          name: { value: string };
          description?: { value: string };
        };
        const owner = ancestors
          .flat()
          .findLast(
            (ancestor): ancestor is DefinitionNode & { name: { value: string } } => 'name' in ancestor,
          );
        const value = description?.value.trim() ?? '';
        if (!/^[A-Z0-9`].*\.$/s.test(value))
          bad.push(`${owner?.name.value ?? ''}.${name.value}: ${JSON.stringify(value)}`);
      },
    });
    expect(bad).toEqual([]);
  });
});

/** Types that other subgraphs have too. All but `NetworkInterface`, whose key makes it one entity, are shareable or inputs. */
const common = /^(Node|NetworkInterface|PageInfo|AwsTag|AwsScope|Aws\w+Input|AwsScopeError|Query|Mutation)$/;

test('every type that is not common to a platform has TrafficMirror in its name, so it collides with none', () => {
  const names = Object.values(sdl).flatMap((text) =>
    parse(text).definitions.flatMap((node) =>
      'name' in node && !node.kind.includes('Extension') ? [node.name?.value ?? ''] : [],
    ),
  );
  expect(names.filter((name) => !common.test(name) && !name.includes('TrafficMirror'))).toEqual([]);
});

describe('the executable schema', () => {
  const schema = createSchema();

  test('has nullable root fields only, so that one failing field does not remove the others', () => {
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    const own = roots.filter((field) => !field.name.startsWith('_'));
    expect(own.length).toBeGreaterThan(3);
    expect(own.filter((field) => String(field.type).endsWith('!')).map((field) => field.name)).toEqual([]);
  });

  // graphql-jit 0.8.9 blocks the process for half a minute when it compiles a query with a variable of such a type, and then fails.
  test('has no input type that contains itself', () => {
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    const below = (type: GraphQLInputObjectType, found = new Set<string>()): ReadonlySet<string> => {
      for (const field of Object.values(type.getFields())) {
        const inner = getNamedType(field.type);
        if (!isInputObjectType(inner) || found.has(inner.name)) continue;
        found.add(inner.name);
        below(inner, found);
      }
      return found;
    };
    expect(inputs.length).toBeGreaterThan(10);
    expect(inputs.filter((type) => below(type).has(type.name)).map(({ name }) => name)).toEqual([]);
  });

  test('can resolve a reference to every type with a key', () => {
    const keyed = Object.values(schema.getTypeMap()).filter((type) =>
      type.astNode?.directives?.some((directive) => directive.name.value === 'key'),
    );
    expect(keyed.length).toBeGreaterThan(3);
    for (const type of keyed) expect(Object.keys(type.extensions.apollo ?? {})).toEqual(['subgraph']);
  });

  test('declares a permission on every root field of its own', () => {
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    const open = roots.filter(
      (field) =>
        !field.name.startsWith('_') &&
        !field.astNode?.directives?.some((directive) => directive.name.value === 'requiresScopes'),
    );
    expect(open.map((field) => field.name)).toEqual([]);
  });
});
