import { DescribeTrafficMirrorTargetsCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  filterId,
  networkInterfaceId,
  newRule,
  newSession,
  ruleId,
  sessionId,
  targetId,
  unknownSessionId,
} from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply, type MutationName, mutate, mutationNames } from '../support/mutations.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

/** A valid input for every mutation, and its EC2 action. */
const good: Record<MutationName, { input: object; action: string }> = {
  createTrafficMirrorSession: {
    input: newSession,
    action: 'CreateTrafficMirrorSession',
  },
  deleteTrafficMirrorSession: {
    input: { trafficMirrorSessionId: sessionId(1) },
    action: 'DeleteTrafficMirrorSession',
  },
  modifyTrafficMirrorSession: {
    input: { trafficMirrorSessionId: sessionId(1), packetLength: 5 },
    action: 'ModifyTrafficMirrorSession',
  },
  createTrafficMirrorTarget: {
    input: { networkInterfaceId: networkInterfaceId(11) },
    action: 'CreateTrafficMirrorTarget',
  },
  deleteTrafficMirrorTarget: {
    input: { trafficMirrorTargetId: targetId(4) },
    action: 'DeleteTrafficMirrorTarget',
  },
  createTrafficMirrorFilter: { input: { description: 'new' }, action: 'CreateTrafficMirrorFilter' },
  modifyTrafficMirrorFilterNetworkServices: {
    input: { trafficMirrorFilterId: filterId(4), addNetworkServices: ['AMAZON_DNS'] },
    action: 'ModifyTrafficMirrorFilterNetworkServices',
  },
  deleteTrafficMirrorFilter: {
    input: { trafficMirrorFilterId: filterId(4) },
    action: 'DeleteTrafficMirrorFilter',
  },
  createTrafficMirrorFilterRule: { input: newRule, action: 'CreateTrafficMirrorFilterRule' },
  modifyTrafficMirrorFilterRule: {
    input: { trafficMirrorFilterRuleId: ruleId, ruleNumber: 11 },
    action: 'ModifyTrafficMirrorFilterRule',
  },
  deleteTrafficMirrorFilterRule: {
    input: { trafficMirrorFilterRuleId: ruleId },
    action: 'DeleteTrafficMirrorFilterRule',
  },
  tagTrafficMirrorResources: {
    input: { resourceIds: [sessionId(1)], add: [{ key: 'k', value: 'v' }] },
    action: 'CreateTags',
  },
};

describe.each(mutationNames)('%s', (name) => {
  const { input, action } = good[name];
  const sent = () => gateway.emulator.requests.filter((request) => request.action === action);

  test('is one EC2 call, and answers with its request id', async () => {
    const payload = await apply(gateway, name, input);
    expect(payload.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(payload.dryRun).toBeNull();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.params.DryRun).toBeUndefined();
  });

  test('as a dry run has a verdict, and changes nothing', async () => {
    const payload = await apply(gateway, name, { ...input, dryRun: true });
    expect(payload.dryRun?.verdict).toBe('PERMITTED');
    expect(sent().map((request) => request.params.DryRun)).toEqual(['true']);
    // The change is still possible after the dry run.
    await apply(gateway, name, input);
  });

  test('that IAM refuses is UNAUTHORIZED, as a dry run and as a change', async () => {
    gateway.emulator.deny(action);
    const tried = await mutate(gateway, name, { ...input, dryRun: true });
    expect(tried.dryRun?.verdict).toBe('UNAUTHORIZED');
    const real = await mutate(gateway, name, input);
    expect(real.dryRun).toBeNull();
    for (const { userErrors } of [tried, real]) {
      expect(userErrors).toEqual([
        expect.objectContaining({
          __typename: 'TrafficMirrorUnauthorizedError',
          code: 'UNAUTHORIZED',
          awsErrorCode: 'UnauthorizedOperation',
          awsRequestId: expect.any(String),
        }),
      ]);
    }
  });

  test('whose answer is lost every time, although EC2 made the change, is still reported as made, and made once', async () => {
    gateway.emulator.faults(action, [{ reset: 'after', times: 3 }]);
    const payload = await apply(gateway, name, input);
    const value = Object.entries(payload).find(([field]) =>
      /^(trafficMirror|deleted|resources)/.test(field),
    )?.[1];
    expect(value).toBeTruthy();
    const sent = gateway.emulator.requests.filter((request) => request.action === action);
    // EC2 creates one resource per client token.
    expect(new Set(sent.map(({ params }) => params.ClientToken)).size).toBe(1);
  });

  test('whose requests never reach EC2, which the gateway cannot know, is OUTCOME_UNKNOWN or made by sending it again', async () => {
    gateway.emulator.faults(action, [{ reset: 'before', times: 100 }]);
    const payload = await mutate(gateway, name, input);
    expect(payload.userErrors).toEqual([
      // Without an idempotency key, sending a create again may create another one.
      expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: !name.startsWith('create') }),
    ]);
  });
});

describe('an idempotency key', () => {
  const input = { networkInterfaceId: networkInterfaceId(11), idempotencyKey: 'key of the test' };

  test('with the same input creates one resource, however often it is sent', async () => {
    const [first, second] = [
      await apply(gateway, 'createTrafficMirrorTarget', input),
      await apply(gateway, 'createTrafficMirrorTarget', input),
    ];
    expect(second.trafficMirrorTarget).toEqual(first.trafficMirrorTarget);
    expect(first.clientToken).toMatch(/^[\w-]{43}$/);
    expect(second.clientToken).toBe(first.clientToken);
  });

  test('with another input is refused', async () => {
    await apply(gateway, 'createTrafficMirrorTarget', input);
    const { userErrors } = await mutate(gateway, 'createTrafficMirrorTarget', {
      ...input,
      description: 'other',
    });
    expect(userErrors).toEqual([
      expect.objectContaining({
        code: 'IDEMPOTENCY_CONFLICT',
        field: ['input', 'idempotencyKey'],
        awsErrorCode: 'IdempotentParameterMismatch',
      }),
    ]);
  });

  test('can be used again for another mutation', async () => {
    const filter = await apply(gateway, 'createTrafficMirrorFilter', {
      idempotencyKey: input.idempotencyKey,
    });
    const target = await apply(gateway, 'createTrafficMirrorTarget', input);
    expect(filter.clientToken).not.toBe(target.clientToken);
  });

  test('left out makes each request a separate create', async () => {
    const { idempotencyKey: _, ...plain } = input;
    const tokens = [
      await mutate(gateway, 'createTrafficMirrorTarget', plain),
      await mutate(gateway, 'createTrafficMirrorTarget', plain),
    ];
    expect(tokens[0]?.clientToken).not.toBe(tokens[1]?.clientToken);
  });

  test('is not used by a dry run', async () => {
    await apply(gateway, 'createTrafficMirrorTarget', { ...input, dryRun: true });
    await apply(gateway, 'createTrafficMirrorTarget', input);
    const { TrafficMirrorTargets = [] } = await gateway.ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
    expect(
      TrafficMirrorTargets.filter((target) => target.NetworkInterfaceId === networkInterfaceId(11)),
    ).toHaveLength(1);
  });
});

describe('a delete', () => {
  test('of what does not exist is NOT_FOUND', async () => {
    const { userErrors, deletedTrafficMirrorSessionId } = await mutate(
      gateway,
      'deleteTrafficMirrorSession',
      { trafficMirrorSessionId: unknownSessionId },
    );
    expect(deletedTrafficMirrorSessionId).toBeNull();
    expect(userErrors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'trafficMirrorSessionId'] }),
    ]);
  });

  test('whose first answer is lost is a success, although EC2 then finds nothing to delete', async () => {
    gateway.emulator.faults('DeleteTrafficMirrorSession', [{ reset: 'after' }]);
    const payload = await apply(gateway, 'deleteTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
    });
    expect(payload.deletedTrafficMirrorSessionId).toBe(sessionId(1));
    expect(gateway.ec2Calls()).toEqual({ DeleteTrafficMirrorSession: 2, DescribeTrafficMirrorSessions: 1 });
  });

  test('waits for a running change of the same resource', async () => {
    gateway.emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 300 }]);
    const done: string[] = [];
    const input = { trafficMirrorSessionId: sessionId(1) };
    const change = apply(gateway, 'modifyTrafficMirrorSession', { ...input, packetLength: 5 });
    while (!gateway.emulator.calls.has('ModifyTrafficMirrorSession')) await new Promise(setImmediate);
    const deletion = apply(gateway, 'deleteTrafficMirrorSession', input);
    await Promise.all([change.then(() => done.push('changed')), deletion.then(() => done.push('deleted'))]);
    expect(done).toEqual(['changed', 'deleted']);
  });

  test.each(['old', ''])('with `ifVersion` %j, which is not current, is refused', async (ifVersion) => {
    const input = { trafficMirrorSessionId: sessionId(1), ifVersion };
    const { userErrors } = await mutate(gateway, 'deleteTrafficMirrorSession', input);
    expect(userErrors).toEqual([
      expect.objectContaining({ code: 'VERSION_CONFLICT', field: ['input', 'ifVersion'] }),
    ]);
    expect(gateway.ec2Calls().DeleteTrafficMirrorSession).toBeUndefined();
  });

  test('of a target in use is IN_USE even if the sessions cannot be read', async () => {
    gateway.emulator.deny('DescribeTrafficMirrorSessions');
    const { userErrors } = await mutate(gateway, 'deleteTrafficMirrorTarget', {
      trafficMirrorTargetId: targetId(1),
    });
    expect(userErrors).toEqual([
      expect.objectContaining({ code: 'IN_USE', field: ['input', 'trafficMirrorTargetId'], blockedBy: null }),
    ]);
  });
});

describe('a rule', () => {
  const shownWithTags = `mutation ($input: ModifyTrafficMirrorFilterRuleInput!) { modifyTrafficMirrorFilterRule(input: $input) {
    trafficMirrorFilterRule { ruleNumber tags { key value } tag(key: "k") } userErrors { code field message } } }`;

  test('can get new ports without naming the protocol, because the gateway adds it to the request', async () => {
    await apply(gateway, 'modifyTrafficMirrorFilterRule', {
      trafficMirrorFilterRuleId: ruleId,
      destinationPortRange: { fromPort: 1, toPort: 2 },
    });
    const request = gateway.emulator.requests.findLast(
      ({ action }) => action === 'ModifyTrafficMirrorFilterRule',
    );
    expect(request?.params).toMatchObject({
      Protocol: '6',
      'DestinationPortRange.FromPort': '1',
      'DestinationPortRange.ToPort': '2',
    });
  });

  test('without a protocol cannot get ports', async () => {
    const input = {
      trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90001',
      sourcePortRange: { fromPort: 1, toPort: 2 },
    };
    const { userErrors } = await mutate(gateway, 'modifyTrafficMirrorFilterRule', input);
    expect(userErrors).toEqual([
      expect.objectContaining({ code: 'INVALID_INPUT', field: ['input', 'sourcePortRange'] }),
    ]);
    expect(gateway.ec2Calls().ModifyTrafficMirrorFilterRule).toBeUndefined();
  });

  test('that does not exist is NOT_FOUND, even if the gateway finds this out while reading the protocol', async () => {
    const input = {
      trafficMirrorFilterRuleId: 'tmfr-0ffffffffffffffff',
      sourcePortRange: { fromPort: 1, toPort: 2 },
    };
    const { userErrors } = await mutate(gateway, 'modifyTrafficMirrorFilterRule', input);
    expect(userErrors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'trafficMirrorFilterRuleId'] }),
    ]);
  });

  test('shows its tags after a change although EC2 does not return them, at the cost of a read only if they are selected', async () => {
    await apply(gateway, 'tagTrafficMirrorResources', {
      resourceIds: [ruleId],
      add: [{ key: 'k', value: 'v' }],
    });
    gateway.emulator.resetCalls();
    await apply(gateway, 'modifyTrafficMirrorFilterRule', {
      trafficMirrorFilterRuleId: ruleId,
      ruleNumber: 12,
    });
    expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorFilterRule: 1 });
    const data = await gateway.query(shownWithTags, {
      input: { trafficMirrorFilterRuleId: ruleId, ruleNumber: 13 },
    });
    expect(data).toEqual({
      modifyTrafficMirrorFilterRule: {
        trafficMirrorFilterRule: { ruleNumber: 13, tags: [{ key: 'k', value: 'v' }], tag: 'v' },
        userErrors: [],
      },
    });
    expect(gateway.ec2Calls()).toEqual({
      ModifyTrafficMirrorFilterRule: 2,
      DescribeTrafficMirrorFilterRules: 1,
    });
  });

  test('shows `changes` before a change, as a dry run, and after it', async () => {
    const document = `mutation ($input: ModifyTrafficMirrorFilterRuleInput!) { modifyTrafficMirrorFilterRule(input: $input) { changes { field before after } } }`;
    const input = {
      trafficMirrorFilterRuleId: ruleId,
      ruleAction: 'ACCEPT',
      removeFields: ['DESTINATION_PORT_RANGE', 'DESCRIPTION'],
    };
    const changes = [
      { field: 'ruleAction', before: 'REJECT', after: 'ACCEPT' },
      { field: 'destinationPortRange', before: '22-22', after: null },
      { field: 'description', before: 'Never SSH', after: null },
    ];
    for (const dryRun of [true, false]) {
      const data = await gateway.query(document, { input: { ...input, dryRun } });
      expect(data).toEqual({ modifyTrafficMirrorFilterRule: { changes } });
    }
  });

  test('with a number that is in use is ALREADY_EXISTS', async () => {
    await apply(gateway, 'createTrafficMirrorFilterRule', newRule);
    const { userErrors } = await mutate(gateway, 'createTrafficMirrorFilterRule', newRule);
    expect(userErrors).toEqual([
      expect.objectContaining({
        code: 'ALREADY_EXISTS',
        field: ['input', 'ruleNumber'],
        awsErrorCode: 'TrafficMirrorFilterRuleAlreadyExists',
      }),
    ]);
  });
});

describe('tags', () => {
  test('are added, overwritten and removed on many resources of all kinds at once', async () => {
    const resourceIds = [sessionId(1), targetId(1), filterId(1), ruleId, sessionId(1)];
    const data = await gateway.query(
      `mutation ($input: TagTrafficMirrorResourcesInput!) { tagTrafficMirrorResources(input: $input) { userErrors { code } resources {
        __typename ... on TrafficMirrorSession { tags { key value } } ... on TrafficMirrorTarget { tag(key: "new") } ... on TrafficMirrorFilterRule { tag(key: "new") }
      } } }`,
      {
        input: {
          resourceIds,
          add: [{ key: 'team', value: 'other' }, { key: 'new' }],
          removeKeys: ['env', 'never there'],
        },
      },
    );
    expect(data).toEqual({
      tagTrafficMirrorResources: {
        userErrors: [],
        resources: [
          {
            __typename: 'TrafficMirrorSession',
            tags: [
              { key: 'Name', value: 'api-1-to-ids' },
              { key: 'team', value: 'other' },
              { key: 'new', value: '' },
            ],
          },
          { __typename: 'TrafficMirrorTarget', tag: '' },
          { __typename: 'TrafficMirrorFilter' },
          { __typename: 'TrafficMirrorFilterRule', tag: '' },
        ],
      },
    });
  });

  test('that were added before removing failed are reported as added', async () => {
    gateway.emulator.deny('DeleteTags');
    const input = { resourceIds: [sessionId(1)], add: [{ key: 'k', value: 'v' }], removeKeys: ['env'] };
    const { userErrors, resources } = await mutate(gateway, 'tagTrafficMirrorResources', input);
    expect(resources).toEqual([expect.objectContaining({ __typename: 'TrafficMirrorSession' })]);
    expect(userErrors).toEqual([
      expect.objectContaining({
        code: 'UNAUTHORIZED',
        message: expect.stringMatching(/^The tags were added, but none was removed: /),
      }),
    ]);
  });

  test('of an unknown resource are refused, and those of the other resources do not change', async () => {
    const input = { resourceIds: [sessionId(1), unknownSessionId], add: [{ key: 'k', value: 'v' }] };
    const { userErrors } = await mutate(gateway, 'tagTrafficMirrorResources', input);
    expect(userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
    const data = await gateway.query('query ($id: ID!) { trafficMirrorSession(id: $id) { tag(key: "k") } }', {
      id: sessionId(1),
    });
    expect(data).toEqual({ trafficMirrorSession: { tag: null } });
  });
});

test('a mutation that fails does not hide that those before and after it were made', async () => {
  gateway.emulator.faults('ModifyTrafficMirrorFilterRule', [{ error: { code: 'AuthFailure', status: 401 } }]);
  const answer = await gateway.send(`mutation {
    first: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 1 }) { trafficMirrorSession { packetLength } }
    middle: modifyTrafficMirrorFilterRule(input: { trafficMirrorFilterRuleId: "${ruleId}", ruleNumber: 5 }) { trafficMirrorFilterRule { ruleNumber } }
    last: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(2)}", packetLength: 2 }) { trafficMirrorSession { packetLength } }
  }`);
  expect(answer.data).toEqual({
    first: { trafficMirrorSession: { packetLength: 1 } },
    middle: null,
    last: { trafficMirrorSession: { packetLength: 2 } },
  });
  expect(answer.errors).toEqual([
    expect.objectContaining({
      path: ['middle'],
      extensions: expect.objectContaining({ code: 'UPSTREAM_FORBIDDEN' }),
    }),
  ]);
});

describe('modifyTrafficMirrorSessions', () => {
  const document = `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) {
    succeededCount failedCount userErrors { code field }
    results { index trafficMirrorSessionId trafficMirrorSession { sessionNumber packetLength } dryRun { verdict } changes { field after } warnings userErrors { code field } awsRequestId }
  } }`;
  interface Bulk {
    succeededCount: number;
    failedCount: number;
    userErrors: object[];
    results:
      | {
          index: number;
          userErrors: { code: string; field: string[] }[];
          trafficMirrorSession: object | null;
        }[]
      | null;
  }
  const bulk = async (input: object) =>
    (await gateway.query<{ modifyTrafficMirrorSessions: Bulk }>(document, { input }))
      .modifyTrafficMirrorSessions;
  const modifications = [
    { trafficMirrorSessionId: sessionId(1), packetLength: 11 },
    { trafficMirrorSessionId: sessionId(2), packetLength: 0 },
    { trafficMirrorSessionId: unknownSessionId, packetLength: 13 },
    { trafficMirrorSessionId: sessionId(3), packetLength: 14 },
  ];

  test("tries every item in order, and the error's path names the item that failed", async () => {
    const answer = await bulk({ modifications });
    expect(answer).toMatchObject({ succeededCount: 2, failedCount: 2, userErrors: [] });
    expect(
      answer.results?.map((result) => [
        result.index,
        result.userErrors.map((error) => `${error.code} ${error.field.join('.')}`),
      ]),
    ).toEqual([
      [0, []],
      [1, ['INVALID_INPUT input.modifications.1.packetLength']],
      [2, ['NOT_FOUND input.modifications.2.trafficMirrorSessionId']],
      [3, []],
    ]);
  });

  test('with STOP skips all items after the first failure', async () => {
    const answer = await bulk({ modifications, onError: 'STOP' });
    expect(answer).toMatchObject({ succeededCount: 1, failedCount: 3 });
    expect(answer.results?.map((result) => result.userErrors[0]?.code)).toEqual([
      undefined,
      'INVALID_INPUT',
      'SKIPPED',
      'SKIPPED',
    ]);
    expect(gateway.ec2Calls().ModifyTrafficMirrorSession).toBe(1);
  });

  test('lets an item use the session number that the item before it has freed', async () => {
    const answer = await bulk({
      modifications: [
        { trafficMirrorSessionId: sessionId(1), sessionNumber: 99 },
        { trafficMirrorSessionId: sessionId(2), sessionNumber: 1 },
      ],
    });
    expect(answer).toMatchObject({ succeededCount: 2, failedCount: 0 });
  });

  test('shows the changes of each item, for dry runs too', async () => {
    const answer = await bulk({ modifications: [{ ...modifications[0], dryRun: true }] });
    expect(answer.results).toEqual([
      expect.objectContaining({
        trafficMirrorSession: null,
        dryRun: { verdict: 'PERMITTED' },
        changes: [{ field: 'packetLength', after: '11' }],
      }),
    ]);
  });

  test.each([0, 51])('of %d items is refused as a whole', async (count) => {
    const answer = await bulk({ modifications: Array(count).fill(modifications[0]) });
    expect(answer).toMatchObject({
      results: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'modifications'] }],
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('of 50 items is made', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      trafficMirrorSessionId: sessionId(1),
      packetLength: index + 1,
    }));
    expect(await bulk({ modifications: many })).toMatchObject({ succeededCount: 50 });
  });
});
