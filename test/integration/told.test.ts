/** What callers are told when a part fails: what was done nevertheless, and what to do next. */
import { DescribeTrafficMirrorSessionsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, jest, test } from '@jest/globals';
import {
  filterId,
  networkInterfaceId,
  newRule,
  newSession,
  ruleId,
  sessionId,
  targetId,
} from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { type MutationName, mutate } from '../support/mutations.ts';
import { planFor } from '../support/plans.ts';

const unavailable = { error: { code: 'InternalError', status: 500 }, times: 3 };

test('a read that fails below the payload of a mutation does not tell the caller to make the change again', async () => {
  const gateway = await startTestGateway();
  const document = `mutation { createTrafficMirrorFilter(input: { description: "dup" }) {
    trafficMirrorFilter { trafficMirrorFilterId sessions(first: 5) { nodes { id } } } userErrors { code } } }`;
  for (const fault of [unavailable, { error: { code: 'RequestLimitExceeded', status: 503 }, times: 3 }]) {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [fault]);
    const { data, errors } = await gateway.send(document);
    expect(data?.createTrafficMirrorFilter).toMatchObject({
      trafficMirrorFilter: { trafficMirrorFilterId: expect.any(String) },
      userErrors: [],
    });
    expect(errors).toHaveLength(1);
    const [error] = errors ?? [];
    expect(error?.message).toMatch(/userErrors.*query the rest/);
    expect(error?.message).not.toMatch(/Send the request again/);
    expect(error?.extensions).toMatchObject({ retryable: false, requestId: expect.any(String) });
    expect(error?.extensions).not.toHaveProperty('retryAfterMs');
  }
});

test('an invalid argument below the payload of a mutation is still named', async () => {
  const gateway = await startTestGateway();
  const [error] = await gateway.queryErrors(`mutation { createTrafficMirrorFilter(input: {}) {
    trafficMirrorFilter { sessions(first: 1, after: "no cursor") { nodes { id } } } } }`);
  expect(error?.message).toMatch(/`after` must be a cursor.*sending the change again/);
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
});

test('a failed read of a query may be sent again', async () => {
  const gateway = await startTestGateway();
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [unavailable]);
  const [error] = await gateway.queryErrors('{ trafficMirrorSessions(first: 5) { nodes { id } } }');
  expect(error?.extensions.retryable).toBe(true);
});

test('a list whose later page fails says that there is more, and its cursor goes on where it failed', async () => {
  const gateway = await startTestGateway();
  interface List {
    list: {
      nodes: { trafficMirrorSessionId: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      scopeErrors: { code: string }[];
    };
  }
  const document = `query ($after: String) { list: trafficMirrorSessions(first: 100, after: $after) {
    nodes { trafficMirrorSessionId } pageInfo { hasNextPage endCursor } scopeErrors { code } } }`;
  const { NextToken } = await gateway.ec2.send(new DescribeTrafficMirrorSessionsCommand({ MaxResults: 5 }));
  // EC2 may answer with fewer items than it was asked for.
  const items = [1, 2, 3, 4, 5].map(
    (n) => `<item><trafficMirrorSessionId>${sessionId(n)}</trafficMirrorSessionId></item>`,
  );
  const body = `<DescribeTrafficMirrorSessionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
    <trafficMirrorSessionSet>${items.join('')}</trafficMirrorSessionSet><nextToken>${NextToken}</nextToken></DescribeTrafficMirrorSessionsResponse>`;
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ body }, { ...unavailable, times: 6 }]);
  const { list } = await gateway.query<List>(document);
  expect(list.nodes).toHaveLength(5);
  expect(list.scopeErrors).toEqual([{ code: 'UPSTREAM_UNAVAILABLE' }]);
  expect(list.pageInfo.hasNextPage).toBe(true);
  const [error] = await gateway.queryErrors(document, { after: list.pageInfo.endCursor });
  expect(error?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  const { list: rest } = await gateway.query<List>(document, { after: list.pageInfo.endCursor });
  expect(rest.nodes.map((node) => node.trafficMirrorSessionId)).toEqual([6, 7, 8, 9, 10].map(sessionId));
  expect(rest.pageInfo.hasNextPage).toBe(false);
});

test('a value of EC2 that the schema does not have is masked and logged', async () => {
  const log = { info: () => {}, warn: () => {}, error: jest.fn(), debug: () => {} };
  const gateway = await startTestGateway({ log: log as never });
  const body = `<DescribeTrafficMirrorFilterRulesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
    <trafficMirrorFilterRuleSet><item><trafficMirrorFilterRuleId>${ruleId}</trafficMirrorFilterRuleId>
    <trafficDirection>sideways</trafficDirection></item></trafficMirrorFilterRuleSet></DescribeTrafficMirrorFilterRulesResponse>`;
  for (let round = 1; round <= 3; round++) {
    gateway.emulator.faults('DescribeTrafficMirrorFilterRules', [{ body }]);
    const errors = await gateway.queryErrors(
      `{ trafficMirrorFilterRule(id: "${ruleId}") { trafficDirection } }`,
    );
    expect(errors).toMatchObject([
      { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(log.error).toHaveBeenCalledTimes(round);
  }
});

test('a null in a variable whose argument takes none is still explained', async () => {
  const gateway = await startTestGateway();
  const [error] = await gateway.queryErrors(
    'query ($first: Int) { trafficMirrorSessions(first: $first) { nodes { id } } }',
    { first: null },
  );
  expect(error?.message).toMatch(/^Argument "first" of non-null type "Int!" must not be null/);
});

test('tags that were added are shown although the removal of others was refused', async () => {
  const gateway = await startTestGateway();
  const document = `mutation { tagTrafficMirrorResources(input: { resourceIds: ["${sessionId(1)}"],
    add: [{ key: "told", value: "yes" }], removeKeys: ["env"] }) {
    resources { ... on TrafficMirrorSession { tags { key } } } userErrors { code message } } }`;
  gateway.emulator.faults('DeleteTags', [
    { error: { code: 'UnauthorizedOperation', status: 403 }, times: 3 },
  ]);
  const { tagTrafficMirrorResources: denied } = await gateway.query<Tagged>(document);
  expect(denied.userErrors).toEqual([
    { code: 'UNAUTHORIZED', message: 'The tags were added, but none was removed: IAM does not allow this.' },
  ]);
  expect(denied.resources).toHaveLength(1);
  expect(denied.resources?.[0]?.tags.map(({ key }) => key)).toEqual(expect.arrayContaining(['told', 'env']));
});

test('a removal of tags in doubt says so, and that others were added', async () => {
  const gateway = await startTestGateway();
  gateway.emulator.faults('DeleteTags', [{ reset: 'before', times: 50 }]);
  gateway.emulator.faults('DescribeTags', [{ reset: 'before', times: 50 }]);
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ reset: 'before', times: 50 }]);
  const { data } = await gateway.send<Tagged>(`mutation { tagTrafficMirrorResources(input: {
    resourceIds: ["${sessionId(1)}"], add: [{ key: "told", value: "yes" }], removeKeys: ["env"] }) {
    userErrors { code message } } }`);
  expect(data?.tagTrafficMirrorResources.userErrors).toEqual([
    {
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringMatching(/^The tags were added; whether others were removed is not known: /),
    },
  ]);
});

interface Tagged {
  tagTrafficMirrorResources: {
    resources: { tags: { key: string }[] }[] | null;
    userErrors: { code: string; message: string }[];
  };
}

describe('a plan that EC2 lets pass says what the gateway knows against it:', () => {
  const unknownTarget = 'tmt-0ffffffffffffffff';
  const unknownFilter = 'tmf-0ffffffffffffffff';
  const session = { trafficMirrorSessionId: sessionId(1) };
  const tags = { add: [{ key: 'a', value: 'b' }] };

  test.each<[string, MutationName, object, [code: string, field: string][]]>([
    [
      'a missing target',
      'modifyTrafficMirrorSession',
      { ...session, trafficMirrorTargetId: unknownTarget },
      [['NOT_FOUND', 'trafficMirrorTargetId']],
    ],
    [
      'a missing filter',
      'modifyTrafficMirrorSession',
      { ...session, trafficMirrorFilterId: unknownFilter },
      [['NOT_FOUND', 'trafficMirrorFilterId']],
    ],
    [
      'a taken number',
      'modifyTrafficMirrorSession',
      { ...session, sessionNumber: 3 },
      [['ALREADY_EXISTS', 'sessionNumber']],
    ],
    ['its own number', 'modifyTrafficMirrorSession', { ...session, sessionNumber: 1 }, []],
    ['nothing', 'createTrafficMirrorSession', newSession, []],
    [
      'a target and a filter that are missing',
      'createTrafficMirrorSession',
      { ...newSession, trafficMirrorTargetId: unknownTarget, trafficMirrorFilterId: unknownFilter },
      [
        ['NOT_FOUND', 'trafficMirrorTargetId'],
        ['NOT_FOUND', 'trafficMirrorFilterId'],
      ],
    ],
    [
      'a taken number of a new one',
      'createTrafficMirrorSession',
      { ...newSession, networkInterfaceId: networkInterfaceId(2) },
      [['ALREADY_EXISTS', 'sessionNumber']],
    ],
    [
      'a full interface',
      'createTrafficMirrorSession',
      { ...newSession, networkInterfaceId: networkInterfaceId(1), sessionNumber: 9 },
      [['QUOTA_EXCEEDED', 'networkInterfaceId']],
    ],
    [
      'a rule without a filter',
      'createTrafficMirrorFilterRule',
      { ...newRule, trafficMirrorFilterId: unknownFilter },
      [['NOT_FOUND', 'trafficMirrorFilterId']],
    ],
    [
      'a resource to tag that is missing',
      'tagTrafficMirrorResources',
      { ...tags, removeKeys: ['c'], resourceIds: [sessionId(1), sessionId(1), unknownFilter] },
      [['NOT_FOUND', 'resourceIds.2']],
    ],
    [
      'no resource to tag that is missing',
      'tagTrafficMirrorResources',
      { ...tags, resourceIds: [sessionId(1), targetId(1), filterId(1), ruleId] },
      [],
    ],
  ])('%s', async (_, name, input, expected) => {
    const gateway = await startTestGateway();
    const permissive = {
      error: { code: 'DryRunOperation', message: 'Request would have succeeded', status: 412 },
    };
    for (const action of [
      'ModifyTrafficMirrorSession',
      'CreateTrafficMirrorSession',
      'CreateTrafficMirrorFilterRule',
      'CreateTags',
      'DeleteTags',
    ])
      gateway.emulator.faults(action, [permissive]);
    const { dryRun, userErrors } = await planFor(gateway, name, input);
    expect(dryRun?.verdict).toBe('PERMITTED');
    expect(userErrors.map(({ code, field }) => [code, field?.slice(1).join('.')])).toEqual(expected);
  });

  test('in a bulk change, with the numbers that the items before it would free and take', async () => {
    const gateway = await startTestGateway();
    const numbers = [
      [1, 7],
      [2, 1],
      [3, 7],
    ] as const;
    const modifications = numbers.map(([n, sessionNumber]) => ({
      trafficMirrorSessionId: sessionId(n),
      sessionNumber,
    }));
    const { planModifyTrafficMirrorSessions } = await gateway.query<Record<string, { plans: object[] }>>(
      `query ($input: ModifyTrafficMirrorSessionsInput!) { planModifyTrafficMirrorSessions(input: $input) {
        plans { userErrors { code field } } } }`,
      { input: { modifications } },
    );
    expect(planModifyTrafficMirrorSessions?.plans).toEqual([
      { userErrors: [] },
      { userErrors: [] },
      { userErrors: [{ code: 'ALREADY_EXISTS', field: ['input', 'modifications', '2', 'sessionNumber'] }] },
    ]);
  });

  test('what cannot be read hides neither the verdict nor the rest', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.deny('DescribeTrafficMirrorFilters');
    const { dryRun, userErrors, warnings } = await planFor(gateway, 'createTrafficMirrorSession', {
      ...newSession,
      networkInterfaceId: networkInterfaceId(2),
    });
    expect(dryRun?.verdict).toBe('PERMITTED');
    expect(userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
    expect(warnings).toEqual([expect.stringMatching(/^Not everything .* could be checked/)]);
  });

  test('whether sessions use what is deleted, or that it could not be checked', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.deny('DescribeTrafficMirrorSessions');
    const { dryRun, userErrors, warningDetails } = await planFor(gateway, 'deleteTrafficMirrorFilter', {
      trafficMirrorFilterId: filterId(1),
    });
    expect([dryRun, userErrors]).toEqual([{ verdict: 'PERMITTED' }, []]);
    expect(warningDetails).toMatchObject([{ code: 'NOT_CHECKED' }]);
    gateway.emulator.allow('DescribeTrafficMirrorSessions');
    const again = await planFor(gateway, 'deleteTrafficMirrorFilter', { trafficMirrorFilterId: filterId(1) });
    expect(again.userErrors).toEqual([
      expect.objectContaining({ code: 'IN_USE', blockedBy: expect.arrayContaining([expect.anything()]) }),
    ]);
  });

  test("which the dry run of the mutation, EC2's verdict alone, does not", async () => {
    const gateway = await startTestGateway();
    const input = { ...newSession, networkInterfaceId: networkInterfaceId(2), dryRun: true };
    const { dryRun, userErrors } = await mutate(gateway, 'createTrafficMirrorSession', input);
    expect([dryRun?.verdict, userErrors]).toEqual(['PERMITTED', []]);
    expect(gateway.ec2Calls()).toEqual({ CreateTrafficMirrorSession: 1 });
  });
});

describe('the sources of an interface target', () => {
  const instance = (type: string) =>
    `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><instancesSet>
      <item><instanceId>i-0f6a7b8c9d0e10008</instanceId><instanceType>${type}</instanceType></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;
  // Target 1 is an interface; session 6 has another target.
  const sessions = (count: number) =>
    Array.from({ length: count }, (_, n) => {
      const id = (10_000 + n).toString(16).padStart(17, '0');
      return `<item><trafficMirrorSessionId>tms-${id}</trafficMirrorSessionId><networkInterfaceId>eni-${id}</networkInterfaceId>
        <trafficMirrorTargetId>${targetId(1)}</trafficMirrorTargetId></item>`;
    });
  const unknown = 'EC2 allows 100 at the largest instance types and 10 at others';
  const told = (count: number, quota: string) =>
    `${count} other interfaces already send to this target; ${quota}.`;
  const warning = (count: number) => `trafficMirrorTargetId: ${told(count, unknown)}`;
  const problem = (count: number, quota: string) => ({ code: 'QUOTA_EXCEEDED', message: told(count, quota) });
  const at = (count: number, type: string) => `EC2 allows ${count} at the instance type ${type}`;

  // The type of the receiver; undefined: it cannot be read.
  test.each<[number, string | undefined, object[], string[]]>([
    [9, undefined, [], []],
    [10, undefined, [], [warning(10)]],
    [99, undefined, [], [warning(99)]],
    [100, undefined, [problem(100, unknown)], []],
    [9, 'c5n.xlarge', [], []],
    [10, 'c5n.xlarge', [problem(10, at(10, 'c5n.xlarge'))], []],
    [10, 'm6i.32xlarge', [], []],
    [99, 'm6i.32xlarge', [], []],
    [100, 'm6i.32xlarge', [problem(100, at(100, 'm6i.32xlarge'))], []],
  ])('%d of them, at the type %s', async (count, type, userErrors, warnings) => {
    const gateway = await startTestGateway();
    if (type === undefined) gateway.emulator.deny('DescribeInstances');
    else gateway.emulator.faults('DescribeInstances', [{ body: instance(type) }]);
    const body = `<DescribeTrafficMirrorSessionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
      <trafficMirrorSessionSet>${sessions(count).join('')}</trafficMirrorSessionSet></DescribeTrafficMirrorSessionsResponse>`;
    // The first read is of the session itself.
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 0 }, { body }]);
    const input = { trafficMirrorSessionId: sessionId(7), trafficMirrorTargetId: targetId(1) };
    const { planTrafficMirrorSession: plan } = await gateway.query<Record<string, object>>(
      `query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) {
        warnings userErrors { code message } } }`,
      { input },
    );
    expect(plan).toEqual({ warnings, userErrors });
  });
});
