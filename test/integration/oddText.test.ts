/**
 * Unpaired surrogates and control characters: the SDK fails while serializing them and sends the rest with its next call, which may
 * be another caller's.
 */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTrafficMirrorFilter } from '../../src/ec2/changes/filters.ts';
import { firm } from '../../src/ec2/changes/mutex.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type MutationName, mutate } from '../support/mutations.ts';
import { createTestUsage } from '../support/usage.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

const notText = ['\ud800', 'a\udc00b', '\ufffe', 'a\u0000', '\u001f'];
const id = sessionId(5);

const changes: [name: MutationName, input: (text: string) => object, field: string][] = [
  [
    'modifyTrafficMirrorSession',
    (description) => ({ trafficMirrorSessionId: id, description }),
    'description',
  ],
  ['createTrafficMirrorFilter', (description) => ({ description }), 'description'],
  ['createTrafficMirrorFilter', (key) => ({ tags: [{ key, value: '' }] }), 'tags.0.key'],
  ['createTrafficMirrorFilter', (value) => ({ tags: [{ key: 'k', value }] }), 'tags.0.value'],
  ['createTrafficMirrorFilter', (idempotencyKey) => ({ idempotencyKey }), 'idempotencyKey'],
  ['tagTrafficMirrorResources', (key) => ({ resourceIds: [id], removeKeys: [key] }), 'removeKeys.0'],
];

test.each(changes)('%s refuses it, without an EC2 call', async (name, input, field) => {
  for (const text of notText) {
    const { userErrors } = await mutate(gateway, name, input(text));
    expect(userErrors.map((error) => [error.code, error.field?.join('.')])).toEqual([
      ['INVALID_INPUT', `input.${field}`],
    ]);
  }
  expect(gateway.ec2Calls()).toEqual({});
});

const criteria: [list: string, filter: (text: string) => object, argument: string][] = [
  ['Session', (text) => ({ descriptions: ['Storefront', text] }), 'descriptions'],
  ['FilterRule', (text) => ({ sourceCidrBlocks: [text] }), 'sourceCidrBlocks'],
  ['Target', (text) => ({ tags: [{ key: text }] }), 'tags'],
  ['Target', (text) => ({ tags: [{ key: 'k', values: [text] }] }), 'tags'],
];

test.each(criteria)(
  'the list of %ss with it as a criterion is refused, without an EC2 call',
  async (kind, filter, argument) => {
    for (const text of notText) {
      const [error] = await gateway.queryErrors(
        `query ($filter: TrafficMirror${kind}FilterInput) { trafficMirror${kind}s(filter: $filter) { nodes { id } } }`,
        { filter: filter(text) },
      );
      expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument } });
    }
    expect(gateway.ec2Calls()).toEqual({});
  },
);

describe('the call after such a text', () => {
  beforeEach(async () => {
    await gateway.send(
      'query ($d: [String!]) { trafficMirrorSessions(filter: { descriptions: $d }) { nodes { id } } }',
      {
        d: ['Storefront', '\ud800'],
      },
    );
    await gateway.send(
      'mutation ($d: String) { createTrafficMirrorFilter(input: { description: $d }) { userErrors { code } } }',
      {
        d: 'INJECTED\ud800',
      },
    );
  });

  test('lists everything', async () => {
    const { trafficMirrorSessions } = await gateway.query<{ trafficMirrorSessions: { nodes: object[] } }>(
      '{ trafficMirrorSessions { nodes { id } } }',
    );
    expect(trafficMirrorSessions.nodes).toHaveLength(10);
  });

  test('changes what it asks for, and nothing else', async () => {
    const { changes, userErrors } = await mutate(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: id,
      packetLength: 701,
    });
    expect([changes, userErrors]).toEqual([[{ field: 'packetLength', before: '8500', after: '701' }], []]);
  });
});

test('text that passes every check before it still does not reach the SDK', async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const { url: endpoint } = gateway.emulator;
  const made = createScope({ accountId: '123456789012', region: 'us-east-1', endpoint, credentials });
  cleanUp(() => made.connection().close());
  const scope = { ...made, allows: () => true };
  const recorder = { begin: async () => () => {} };
  const options = {
    dryRun: false,
    recorder,
    usage: createTestUsage(),
    hold: firm,
    clientToken: 'once',
    mayBeReplay: false,
  };
  const tags = [{ key: 'k', value: '\ud800' }];
  const outcome = await createTrafficMirrorFilter(scope, { description: 'INJECTED', tags }, options);
  expect(outcome).toMatchObject({ kind: 'refused', failure: { awsCode: 'InvalidCharacter' } });
  const next = await createTrafficMirrorFilter(scope, { description: undefined, tags: [] }, options);
  expect(next).toMatchObject({ kind: 'applied', value: { description: undefined, tags: [] } });
});

test('all other text is accepted, in every language', async () => {
  const description = 'Überwachung – 監視 – мониторинг – 🛰️ 👩‍💻 \t \ufffd';
  const { trafficMirrorSession } = await mutate(gateway, 'modifyTrafficMirrorSession', {
    trafficMirrorSessionId: id,
    description,
  });
  expect(trafficMirrorSession).toMatchObject({ description });
  const { trafficMirrorSessions } = await gateway.query<{ trafficMirrorSessions: { nodes: object[] } }>(
    'query ($d: [String!]) { trafficMirrorSessions(filter: { descriptions: $d }) { nodes { trafficMirrorSessionId } } }',
    { d: [description] },
  );
  expect(trafficMirrorSessions.nodes).toEqual([{ trafficMirrorSessionId: id }]);
});
