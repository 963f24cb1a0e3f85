import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type GraphQLCompositeType,
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { getDataID, keys, possibleTypes, typePolicies } from '../../client/caches.ts';
import * as nodes from '../../client/documents.ts';
import { keyFields } from '../../client/generated/cacheFacts.ts';
import * as strings from '../../client/index.ts';
import { createSchema } from '../../src/api/schema.ts';
import { documentAt } from '../support/documents.ts';
import { projectRoot } from '../support/process.ts';

describe('pages', () => {
  const pageOf = (hasNextPage: boolean, endCursor: string | null, nodes: number[] = []) => ({
    nodes,
    pageInfo: { hasNextPage, endCursor },
  });
  async function readAll(answers: readonly (ReturnType<typeof pageOf> | null)[]) {
    const [asked, read]: [unknown[], unknown[]] = [[], []];
    const all = strings.pages(async (after) => answers[asked.push(after) - 1]);
    for await (const { nodes } of all) read.push(...nodes);
    return { asked, read };
  }

  test('are read until there is no next one, whether they have items or not', async () => {
    const answers = [pageOf(true, 'a', [1]), pageOf(true, 'b'), pageOf(false, 'c', [2]), pageOf(false, null)];
    expect(await readAll(answers)).toEqual({ asked: [null, 'a', 'b'], read: [1, 2] });
  });

  test.each([
    ['there is no list', [null], /no such list/],
    ['no cursor leads on', [pageOf(true, null)], /cursor does not/],
    ['the cursor stays the same', [pageOf(true, 'a'), pageOf(true, 'a')], /cursor does not/],
  ])('end with an error where %s', async (_, answers, message) => {
    await expect(readAll(answers)).rejects.toThrow(message);
  });
});

const fieldsOf: Readonly<Record<string, readonly string[]>> = keyFields;

describe('the operations', () => {
  const schema = createSchema();
  const folder = join(projectRoot, 'client/operations');
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

  test('select what identifies an object wherever they select one', () => {
    const document = parse(text);
    const selectedBy = new Map<string, readonly string[]>();
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        selectedBy.set(
          definition.name.value,
          definition.selectionSet.selections.flatMap((each) =>
            each.kind === Kind.FIELD ? [each.name.value] : [],
          ),
        );
    const incomplete: string[] = [];
    let entities = 0;
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field({ name, selectionSet }) {
          const type = getNamedType(types.getType());
          if (!selectionSet || !isCompositeType(type)) return;
          const selected = selectionSet.selections.flatMap((each) =>
            each.kind === Kind.FIELD
              ? [each.name.value]
              : each.kind === Kind.FRAGMENT_SPREAD
                ? (selectedBy.get(each.name.value) ?? [])
                : [],
          );
          const needed = fieldsOf[(type satisfies GraphQLCompositeType).name] ?? [];
          if (needed.length > 0) entities += 1;
          if (!needed.every((field) => selected.includes(field)))
            incomplete.push(`${name.value} lacks one of ${needed.join(', ')}`);
        },
      }),
    );
    expect(incomplete).toEqual([]);
    expect(entities).toBeGreaterThan(5);
  });

  test('have the same id as strings, as nodes and in the manifest', () => {
    const manifest = JSON.parse(
      readFileSync(join(projectRoot, 'client/generated/persisted-documents.json'), 'utf8'),
    );
    const idsIn = (documents: object) =>
      Object.fromEntries(
        Object.entries(documents).flatMap(([name, document]) =>
          name.endsWith('Document') ? [[name, document.__meta__.hash]] : [],
        ),
      );
    expect(idsIn(nodes)).toEqual(idsIn(strings));
    expect(nodes.idOf(nodes.GetSessionDocument)).toBe(idsIn(strings).GetSessionDocument);
    expect(() => nodes.idOf({})).toThrow('send other documents as text');
    expect(Object.values(idsIn(nodes)).sort()).toEqual(Object.keys(manifest).sort());
  });
});

test('every type of the schema is identified or known to be part of another', () => {
  expect(Object.keys(keys).sort()).toEqual(Object.keys(typePolicies).sort());
  expect(typePolicies).toMatchObject({
    TrafficMirrorSession: { keyFields: ['id'] },
    NetworkInterface: { keyFields: ['region', 'networkInterfaceId'] },
    AwsTag: { keyFields: false },
  });
  expect(possibleTypes.Node).toContain('TrafficMirrorFilterRule');
});

test('an object without its whole key is part of the object that contains it', () => {
  const networkInterface = { region: 'us-east-1', networkInterfaceId: 'eni-1' };
  expect(keys.NetworkInterface?.(networkInterface)).toBe('us-east-1:eni-1');
  expect(keys.NetworkInterface?.({ networkInterfaceId: 'eni-1' })).toBeNull();
  expect(keys.AwsTag?.({ key: 'a', value: 'b' })).toBeNull();
  expect(getDataID(networkInterface, 'NetworkInterface')).toBe('NetworkInterface:us-east-1:eni-1');
  expect(getDataID({ id: 'global' }, 'TrafficMirrorSession')).toBe('global');
  expect(getDataID({ vpcId: 'vpc-1' }, 'TrafficMirrorSurroundings')).toBeNull();
  expect(getDataID({}, 'AnotherSubgraphsType')).toBeNull();
});

test("the client's codes of request errors are those of the documentation", () => {
  const [, section = ''] = documentAt('docs/errors.md').text.split('## Top-level errors');
  const documented = [...section.matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+) \|/gm)].flatMap(([, codes = '']) =>
    [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code),
  );
  const source = readFileSync(join(projectRoot, 'client/requestError.ts'), 'utf8');
  const typed = [...source.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code);
  expect(documented.length).toBeGreaterThan(20);
  expect(typed).toEqual([...documented].sort());
});
