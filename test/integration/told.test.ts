/** What callers are told when a part fails: what was done nevertheless, and what to do next. */
import { DescribeTrafficMirrorSessionsCommand } from '@aws-sdk/client-ec2';
import { expect, jest, test } from '@jest/globals';
import { ruleId, sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';

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
