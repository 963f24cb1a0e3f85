/** Error messages: whose fault it is, which permission is missing, which input field is wrong, in the API's own terms. */
import { ModifyTrafficMirrorFilterRuleCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { filterId, ruleId, sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { mutate } from '../support/mutations.ts';
import { roleOf, startRoleGateway } from '../support/roleGateway.ts';

const read = 'traffic-mirror:read';
const session = `{ trafficMirrorSession(id: "${sessionId(1)}") { sessionNumber } }`;
const modification = `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 64 }) {
  userErrors { code } } }`;
const accounts = {
  '123456789012': { regions: ['us-east-1'], roleArn: roleOf('123456789012'), externalId: 'agreed' },
};

describe("STS that denies the gateway's role", () => {
  const denied = {
    error: { code: 'AccessDenied', message: 'User: arn:aws:sts::5:x is not authorized', status: 403 },
  };

  test("is reported as the gateway's fault, with the account and without STS's message", async () => {
    const gateway = await startRoleGateway({ accounts });
    gateway.emulator.faults('AssumeRole', [{ ...denied, times: 50 }]);
    for (const query of [session, modification]) {
      const { errors, data } = await gateway.ask(query, { scopes: `${read} traffic-mirror:session:write` });
      expect(Object.values(data ?? {})).toEqual([null]);
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(
            /gateway may not assume its role in account 123456789012.*configuration/,
          ),
          extensions: expect.objectContaining({ code: 'UPSTREAM_FORBIDDEN', retryable: false }),
        }),
      ]);
      expect(JSON.stringify(errors)).not.toMatch(/not authorized|sts::/);
    }
    expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBeUndefined();
  });

  test('is retryable if STS does not answer, because the change was certainly not made', async () => {
    const gateway = await startRoleGateway({ accounts });
    gateway.emulator.faults('AssumeRole', [{ reset: 'before', times: 50 }]);
    const { data } = await gateway.ask(modification, { scopes: `${read} traffic-mirror:session:write` });
    expect(data?.modifyTrafficMirrorSession).toEqual({ userErrors: [{ code: 'UPSTREAM_UNAVAILABLE' }] });
  });
});

describe('a caller without permission is told which one is missing', () => {
  test('FORBIDDEN names the missing permission', async () => {
    const gateway = await startRoleGateway({ accounts });
    const { errors, status } = await gateway.ask(modification, { scopes: read });
    expect(status).toBe(403);
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('traffic-mirror:session:write'),
        extensions: expect.objectContaining({
          code: 'FORBIDDEN',
          requiredScopes: ['traffic-mirror:session:write'],
        }),
      }),
    ]);
  });

  const plan = `{ planTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 64 }) {
    changes { field } dryRun { verdict } userErrors { code message } } }`;

  test('a plan names the missing permission', async () => {
    const gateway = await startRoleGateway({ accounts });
    const { data } = await gateway.ask(plan, { scopes: read });
    expect(data?.planTrafficMirrorSession).toMatchObject({
      changes: [{ field: 'packetLength' }],
      userErrors: [
        { code: 'UNAUTHORIZED', message: expect.stringContaining('traffic-mirror:session:write') },
      ],
    });
  });

  test('a plan says that mutations are off', async () => {
    const gateway = await startTestGateway({ env: { READ_ONLY: 'true' } });
    const data = await gateway.query<{ planTrafficMirrorSession: object }>(plan);
    expect(data.planTrafficMirrorSession).toMatchObject({
      dryRun: { verdict: 'PERMITTED' },
      userErrors: [{ code: 'FORBIDDEN_BY_POLICY', message: expect.stringContaining('READ_ONLY') }],
    });
  });
});

describe('versions of rules and filters', () => {
  const versions = async (gateway: TestGateway) => {
    const data = await gateway.query<Record<string, { version: string }>>(
      `{ rule: trafficMirrorFilterRule(id: "${ruleId}") { version } filter: trafficMirrorFilter(id: "${filterId(2)}") { version } }`,
    );
    return { rule: data.rule?.version, filter: data.filter?.version };
  };
  const number = (gateway: TestGateway, RuleNumber: number) =>
    gateway.ec2.send(
      new ModifyTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId: ruleId, RuleNumber }),
    );

  test('differ when the rules differ, and are the same again when the rules are', async () => {
    const gateway = await startTestGateway();
    const before = await versions(gateway);
    const data = await gateway.query<{ r: { ruleNumber: number } }>(
      `{ r: trafficMirrorFilterRule(id: "${ruleId}") { ruleNumber } }`,
    );
    await number(gateway, 77);
    const between = await versions(gateway);
    expect(between.rule).not.toBe(before.rule);
    expect(between.filter).not.toBe(before.filter);
    await number(gateway, data.r.ruleNumber);
    expect(await versions(gateway)).toEqual(before);
  });

  test.each([
    ['modifyTrafficMirrorFilterRule', { trafficMirrorFilterRuleId: ruleId, ruleNumber: 78 }],
    ['deleteTrafficMirrorFilterRule', { trafficMirrorFilterRuleId: ruleId }],
    [
      'modifyTrafficMirrorFilterNetworkServices',
      { trafficMirrorFilterId: filterId(2), addNetworkServices: ['AMAZON_DNS'] },
    ],
    ['deleteTrafficMirrorFilter', { trafficMirrorFilterId: filterId(2) }],
  ] as const)('%s is refused when another caller changed it since', async (name, input) => {
    const gateway = await startTestGateway();
    const { rule, filter } = await versions(gateway);
    const ifVersion = 'trafficMirrorFilterRuleId' in input ? rule : filter;
    await number(gateway, 77);
    gateway.emulator.resetCalls();
    const payload = await mutate(gateway, name, { ...input, ifVersion });
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'VERSION_CONFLICT', field: ['input', 'ifVersion'] }),
    ]);
    expect(Object.keys(gateway.ec2Calls()).filter((action) => !action.startsWith('Describe'))).toEqual([]);
  });
});

describe('a user error points at the field', () => {
  test('that names the missing one of several resources', async () => {
    const gateway = await startTestGateway();
    const payload = await mutate(gateway, 'tagTrafficMirrorResources', {
      resourceIds: [sessionId(1), 'tms-0ffffffffffffffff', sessionId(2)],
      add: [{ key: 'case', value: '1042' }],
    });
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'resourceIds', '1'] }),
    ]);
  });

  test.each<[string, object, string]>([
    [
      'ports of a protocol without ports',
      { protocol: 1, destinationPortRange: { fromPort: 80, toPort: 80 } },
      'destinationPortRange',
    ],
    [
      'a CIDR block of another IP version than the other one of the rule',
      { sourceCidrBlock: '2001:db8::/32' },
      'sourceCidrBlock',
    ],
  ])('with %s', async (_, input, field) => {
    const gateway = await startTestGateway();
    const payload = await mutate(gateway, 'modifyTrafficMirrorFilterRule', {
      trafficMirrorFilterRuleId: ruleId,
      ...input,
    });
    expect(payload.userErrors).toEqual([expect.objectContaining({ field: ['input', field] })]);
  });
});

test("changes use the API's terms", async () => {
  const gateway = await startTestGateway();
  const data = await gateway.query<{ modifyTrafficMirrorFilterRule: { changes: object[] } }>(
    `mutation { modifyTrafficMirrorFilterRule(input: { trafficMirrorFilterRuleId: "${ruleId}", trafficDirection: EGRESS, ruleNumber: 99 }) {
      changes { field before after } } }`,
  );
  expect(data.modifyTrafficMirrorFilterRule.changes).toContainEqual({
    field: 'trafficDirection',
    before: 'INGRESS',
    after: 'EGRESS',
  });
});

test('IN_USE lists at most ten sessions, and says how many there are', async () => {
  const gateway = await startTestGateway({ seed: 'large:200' });
  const data = await gateway.query<{ trafficMirrorTargets: { nodes: { trafficMirrorTargetId: string }[] } }>(
    '{ trafficMirrorTargets { nodes { trafficMirrorTargetId } } }',
  );
  const [target] = data.trafficMirrorTargets.nodes;
  const { userErrors } = await mutate(gateway, 'deleteTrafficMirrorTarget', {
    trafficMirrorTargetId: target?.trafficMirrorTargetId,
  });
  expect(userErrors[0]?.code).toBe('IN_USE');
  expect(userErrors[0]?.message.match(/tms-\w+/g)).toHaveLength(10);
  expect(userErrors[0]?.message).toMatch(/^\d+ sessions use it: .* and \d+ more\.$/);
});

describe('an invalid request', () => {
  const post = async (gateway: TestGateway, body: string) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
    return { status: response.status, errors, requestId: response.headers.get('x-request-id') };
  };

  test.each<[string, string, string]>([
    ['a batch', '[{"query":"{ __typename }"}]', 'BAD_REQUEST'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[1]}', 'BAD_REQUEST'],
    ['variables that are text', '{"query":"{ __typename }","variables":"{}"}', 'BAD_REQUEST'],
    [
      'a number that is too large for JSON',
      '{"query":"query ($first: Int) { __typename }","variables":{"first":1e400}}',
      'BAD_REQUEST',
    ],
    [
      'a variable of another type',
      '{"query":"query ($first: Int!) { trafficMirrorSessions(first: $first) { nodes { arn } } }","variables":{"first":"x"}}',
      'BAD_USER_INPUT',
    ],
    [
      'a subscription',
      '{"query":"subscription { trafficMirrorSessions { nodes { arn } } }"}',
      'OPERATION_NOT_SUPPORTED',
    ],
  ])('%s has a code and the request id', async (_, body, code) => {
    const gateway = await startTestGateway();
    const { status, errors, requestId } = await post(gateway, body);
    expect(status).toBe(400);
    expect(errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code, requestId }) }),
    ]);
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each([0, -1, 1_001])(
    'first: %s is refused with the same error as a literal and as a variable',
    async (first) => {
      const gateway = await startTestGateway();
      for (const body of [
        { query: `{ trafficMirrorSessions(first: ${first}) { nodes { arn } } }` },
        {
          query: 'query ($first: Int!) { trafficMirrorSessions(first: $first) { nodes { arn } } }',
          variables: { first },
        },
      ]) {
        const { status, errors } = await post(gateway, JSON.stringify(body));
        expect(status).toBe(400);
        expect(errors).toEqual([
          expect.objectContaining({
            message: expect.stringContaining('1 to 1000'),
            extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'pageSize', max: 1_000 }),
          }),
        ]);
      }
    },
  );
});

test("one caller's request does not affect another one's answer", async () => {
  const gateway = await startTestGateway({ emulator: { latencyMs: 20 } });
  const query = 'query ($after: String) { trafficMirrorSessions(first: 5, after: $after) { nodes { arn } } }';
  const post = async (variables: string) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    });
    return (await response.json()) as { errors?: object[] };
  };
  const answers = await Promise.all(
    Array.from({ length: 300 }, async (_, n) =>
      n % 3 === 0 ? { ...(await post('{"after":1e400}')), isOdd: true } : await post('{"after":null}'),
    ),
  );
  expect(answers.filter((answer) => !('isOdd' in answer) && answer.errors !== undefined)).toEqual([]);
});

test('names of JavaScript object properties are field names like any other, compiled or not', async () => {
  const gateway = await startTestGateway();
  const query = `{ __proto__: trafficMirrorSession(id: "${sessionId(1)}") { __proto__: sessionNumber constructor: packetLength }
    toString: __typename }`;
  for (let round = 0; round < 12; round++) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    expect(text).toContain('"__proto__":{"__proto__":1');
    expect(text).toContain('"toString":"Query"');
  }
});
