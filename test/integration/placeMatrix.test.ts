/** Access to accounts: every argument of every root field and entity that can name another account. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { permissions as allPermissions } from '../../src/caller.ts';
import { sessionId } from '../support/demo.ts';
import {
  documentOf,
  entityKeys,
  forms,
  idFor,
  namesIn,
  positionsOf,
  type Root,
  representation,
  roots,
} from '../support/matrix.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

let gateway: RoleGateway;
beforeAll(async () => {
  const account = (id: string, callers: string[]) => ({
    regions: ['us-east-1'],
    roleArn: roleOf(id),
    // The gateway itself, which ends captures.
    callers: [...callers, 'tmgw-loop'],
  });
  const accounts = { [ours]: account(ours, ['alice', 'bob']), [theirs]: account(theirs, ['bob']) };
  const env = { POLICY_FILE: 'examples/policies/demo.yaml' };
  gateway = await startRoleGateway({ accounts }, {}, { env });
});
beforeEach(() => gateway.emulator.resetCalls());

/** One way to name the other account. */
interface Way {
  /** Where, for example `input.trafficMirrorSessionId`. */
  readonly at: string;
  readonly how: 'scope' | 'ARN' | 'global ID';
  readonly variables: Record<string, unknown>;
}

const entityWays = (root: Root): Way[] =>
  entityKeys
    .filter(([type, key]) => root.name === `_entities ${type} by ${key.join(' and ')}`)
    .filter(([, key]) => key.includes('id') || key.includes('arn'))
    .map(([type, key]) => ({
      at: 'representations',
      how: key.includes('arn') ? 'ARN' : 'global ID',
      variables: { representations: [representation(type, key, theirs)] },
    }));

function waysOf(root: Root): Way[] {
  if (root.field === '_entities') return entityWays(root);
  // The key of an interface is an AWS ID, without an account.
  if (root.field === 'trafficMirrorSourcesByKeys') return [];
  return positionsOf(root).flatMap(({ path, type, variablesWith }): Way[] => {
    const way = (how: Way['how'], value: unknown) => ({
      at: path.join('.'),
      how,
      variables: variablesWith(value),
    });
    if (type === 'AwsScopeInput') return [way('scope', { accountId: theirs })];
    if (type === 'AwsFanOutInput') return [way('scope', { accountIds: [theirs] })];
    const resource = type === 'ID' ? idFor(path.at(-1) ?? '', root.field) : undefined;
    if (resource === undefined) return [];
    const { arn, id } = namesIn(theirs, resource);
    return [way('ARN', arn), way('global ID', id)];
  });
}

/**
 * Arguments that do not decide the scope of the request: the criteria of lists, and the parts of a session or target. Targets and
 * interfaces may be shared by other accounts. They are read with the credentials of the request's scope.
 */
const references = new Set(
  ['Target', 'Filter'].flatMap((kind) => [
    ...['create', 'modify', 'plan', 'planCreate'].map(
      (verb) => `${verb}TrafficMirrorSession input.trafficMirror${kind}Id`,
    ),
    `startTrafficMirrorCapture input.trafficMirror${kind}Id`,
    ...(kind === 'Target' ? ['moveTrafficMirrorSessions input.toTrafficMirrorTargetId'] : []),
    ...['create', 'planCreate'].map(
      (verb) => `${verb}TrafficMirrorSessions input.creations.trafficMirror${kind}Id`,
    ),
    ...['modify', 'planModify'].map(
      (verb) => `${verb}TrafficMirrorSessions input.modifications.trafficMirror${kind}Id`,
    ),
  ]),
);
const isReference = ({ name }: Root, { at }: Way) =>
  /^(input\.)?filter\./.test(at) || references.has(`${name} ${at}`);

const cases = roots.flatMap((root) => waysOf(root).map((way) => ({ root, way })));

const scopes = [...allPermissions].join(' ');
async function ask(root: Root, form: string, { variables }: Pick<Way, 'variables'>, subject: string) {
  const query = documentOf(root, form, variables);
  return gateway.ask(query, { scopes, subject, variables, method: form === 'GET' ? 'GET' : 'POST' });
}
const inTheirs = () =>
  gateway.emulator.requests.filter(
    ({ accountId, params }) => accountId === theirs || params.RoleArn === roleOf(theirs),
  );
const changes = () => gateway.emulator.requests.filter(({ action }) => !/^Describe|^AssumeRole/.test(action));
const waysToSend = ({ operation }: Root) => (operation === 'query' ? [...forms, 'GET'] : forms);

describe.each(cases)(
  '$root.operation $root.name with another account at $way.at as $way.how',
  ({ root, way }) => {
    test('never uses that account for a caller who may not', async () => {
      for (const form of waysToSend(root)) {
        const answer = await ask(root, form, way, 'alice');
        expect(inTheirs()).toEqual([]);
        if (isReference(root, way)) continue;
        const isNothing =
          root.field === '_entities' && /"(_entities|harmless)":\[null\]/.test(JSON.stringify(answer.data));
        if (!isNothing)
          expect([form, JSON.stringify(answer)]).toEqual([
            form,
            expect.stringContaining('this gateway does not serve'),
          ]);
        expect(changes()).toEqual([]);
      }
    });

    test('uses it for a caller who may, if the argument decides the scope', async () => {
      const answer = await ask(root, 'plain', way, 'bob');
      expect(JSON.stringify(answer)).not.toContain('does not serve');
      expect(inTheirs().length > 0).toBe(!isReference(root, way));
    });
  },
);

describe('in a list with allowed ones', () => {
  const session = { arnType: 'traffic-mirror-session', id: sessionId(2) };
  const [inOurs, inTheirsToo] = [namesIn(ours, session), namesIn(theirs, session)];
  const stranger = 'this gateway does not serve account 210987654321 in us-east-1.';

  test('an entity is null, and an object by id an error at its position', async () => {
    const entities = [inOurs, inTheirsToo].map(({ arn }) => ({ __typename: 'TrafficMirrorSession', arn }));
    const query = `query ($ids: [ID!]!, $entities: [_Any!]!) {
      trafficMirrorSessionsByIds(ids: $ids) { arn } _entities(representations: $entities) { __typename }
    }`;
    const variables = { ids: [inOurs.arn, inTheirsToo.id], entities };
    const { data, errors } = await gateway.ask(query, { scopes, subject: 'alice', variables });
    expect(data).toEqual({
      trafficMirrorSessionsByIds: [{ arn: inOurs.arn }, null],
      _entities: [{ __typename: 'TrafficMirrorSession' }, null],
    });
    expect(errors?.map(({ path, message }) => [path, message])).toEqual([
      [['trafficMirrorSessionsByIds', 1], `\`id\`: ${stranger}`],
    ]);
    expect(inTheirs()).toEqual([]);
  });

  test('a bulk change is made without it, and tags are not changed at all', async () => {
    const modifications = [inTheirsToo, inOurs].map(({ arn }) => ({
      trafficMirrorSessionId: arn,
      packetLength: 77,
    }));
    const query = `mutation ($bulk: ModifyTrafficMirrorSessionsInput!, $tags: TagTrafficMirrorResourcesInput!) {
      modifyTrafficMirrorSessions(input: $bulk) { results { userErrors { message } } }
      tagTrafficMirrorResources(input: $tags) { userErrors { message } }
    }`;
    const variables = {
      bulk: { modifications },
      tags: { resourceIds: [inOurs.id, inTheirsToo.id], add: [{ key: 'k', value: 'v' }] },
    };
    const { data } = await gateway.ask(query, { scopes, subject: 'alice', variables });
    expect(data?.modifyTrafficMirrorSessions).toEqual({
      results: [{ userErrors: [{ message: stranger }] }, { userErrors: [] }],
    });
    expect(JSON.stringify(data?.tagTrafficMirrorResources)).toContain('is not in account 123456789012');
    expect(changes().map(({ action, accountId }) => [action, accountId])).toEqual([
      ['ModifyTrafficMirrorSession', ours],
    ]);
    expect(inTheirs()).toEqual([]);
  });
});

test.each(roots)('$operation $name is refused to a caller who may use no account', async (root) => {
  for (const form of waysToSend(root)) {
    const { status, errors } = await ask(root, form, root, 'carol');
    expect([form, status, errors?.[0]?.message]).toEqual([form, 403, 'This caller may not use any account.']);
  }
  expect(gateway.emulator.calls.size).toBe(0);
});

test('every field has an argument for the account, except those that are the same in all accounts', () => {
  const without = roots.filter((root) => !cases.some((one) => one.root === root)).map(({ name }) => name);
  expect(without).toEqual([
    'trafficMirrorScopes',
    'trafficMirrorSourcesByKeys',
    // The id of an operation says which accounts: who may not use all of them is told that there is no such operation.
    'trafficMirrorOperation',
    '_service',
    // What it says of accounts is which the caller may use.
    'trafficMirrorCaller',
    'resumeTrafficMirrorOperation',
    'stopTrafficMirrorOperation',
    '__schema',
    '__type',
    // It looks in all accounts that the caller may use.
    '_entities NetworkInterface by region and networkInterfaceId',
  ]);
});

test('every listed reference exists in the schema', () => {
  const found = new Set(cases.map(({ root, way }) => `${root.name} ${way.at}`));
  expect([...references].filter((name) => !found.has(name))).toEqual([]);
});
