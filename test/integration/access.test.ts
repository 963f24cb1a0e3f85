import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { toSessionName } from '../../src/access/roleSessions.ts';
import type { Account } from '../../src/config/accounts.ts';
import type { Emulator } from '../../src/emulator/server.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const scopes = 'traffic-mirror:read traffic-mirror:filter:write';

let gateway: RoleGateway;
let emulator: Emulator;
beforeAll(async () => {
  const accounts = {
    [ours]: { regions: ['us-east-1', 'eu-west-1'], roleArn: roleOf(ours), externalId: 'agreed' },
    [theirs]: { regions: ['us-east-1'], roleArn: roleOf(theirs), callers: ['bob'] },
  };
  const roles = { [roleOf(ours)]: { externalId: 'agreed' }, [roleOf(theirs)]: {} };
  gateway = await startRoleGateway({ accounts }, { accountId: '555555555555', roles });
  emulator = gateway.emulator;
});
beforeEach(() => emulator.resetCalls());

const ask = (subject: string, query: string) => gateway.ask(query, { subject, scopes });

const create = (scope: string) =>
  `mutation { createTrafficMirrorFilter(input: { description: "by a role", scope: ${scope} }) { trafficMirrorFilter { arn } userErrors { code message } } }`;

test('each caller works through a role, under their own name', async () => {
  const { data } = await ask('alice@example.com', create(`{ accountId: "${ours}", region: "eu-west-1" }`));
  expect(data).toMatchObject({
    createTrafficMirrorFilter: {
      trafficMirrorFilter: { arn: expect.stringContaining(`:eu-west-1:${ours}:`) },
    },
  });
  const assume = emulator.requests.find(({ action }) => action === 'AssumeRole');
  expect(assume?.params).toMatchObject({
    RoleArn: roleOf(ours),
    ExternalId: 'agreed',
    RoleSessionName: 'alice@example.com',
    SourceIdentity: 'alice@example.com',
    'Tags.member.1.Key': 'tmgw:caller',
    'Tags.member.1.Value': 'alice@example.com',
  });
  expect(emulator.requests.find(({ action }) => action === 'CreateTrafficMirrorFilter')).toMatchObject({
    accountId: ours,
    region: 'eu-west-1',
  });
});

test('a role is assumed once, however many requests need it at once, and its credentials are kept', async () => {
  const query = '{ trafficMirrorFilters { nodes { arn } } }';
  await Promise.all(Array.from({ length: 20 }, () => ask('carol', query)));
  await ask('carol', query);
  expect(emulator.calls.get('AssumeRole')).toBe(1);
});

test('an account that is not open to a caller does not exist for them', async () => {
  const toBob = await ask('bob', create(`{ accountId: "${theirs}" }`));
  expect(toBob.data).toMatchObject({ createTrafficMirrorFilter: { userErrors: [] } });
  const toAlice = await ask('alice@example.com', create(`{ accountId: "${theirs}" }`));
  expect(toAlice.data).toMatchObject({
    createTrafficMirrorFilter: {
      userErrors: [{ code: 'INVALID_INPUT', message: expect.stringContaining('does not serve account') }],
    },
  });
});

test('a list over all accounts and Regions is one list, and names the scopes that failed', async () => {
  emulator.faults('AssumeRole', [{ error: { code: 'AccessDenied', status: 403 } }]);
  const query =
    '{ trafficMirrorFilters(scope: { allAccounts: true, allRegions: true }) { nodes { scope { accountId region } } scopeErrors { scope { accountId } code } } }';
  const { data, errors } = await ask('bob', query);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    trafficMirrorFilters: {
      nodes: expect.arrayContaining([{ scope: { accountId: theirs, region: 'us-east-1' } }]),
      // STS is asked once for both Regions of the account.
      scopeErrors: Array(2).fill({ scope: { accountId: ours }, code: 'UPSTREAM_FORBIDDEN' }),
    },
  });
});

test('the list of scopes has only those open to the caller', async () => {
  const shown = async (subject: string) =>
    (await ask(subject, '{ trafficMirrorScopes { accountId region } }')).data?.trafficMirrorScopes;
  const inOurs = ['us-east-1', 'eu-west-1'].map((region) => ({ accountId: ours, region }));
  expect(await shown('alice@example.com')).toEqual(inOurs);
  expect(await shown('bob')).toEqual([...inOurs, { accountId: theirs, region: 'us-east-1' }]);
  expect(emulator.calls.size).toBe(0);
});

test.each([
  ['alice@example.com', 'alice@example.com'],
  ['auth0|123', expect.stringMatching(/^h-[0-9a-f]{40}$/)],
  ['x', expect.stringMatching(/^h-/)],
  // The session name that auth0|123 gets.
  [toSessionName('auth0|123'), expect.not.stringContaining(toSessionName('auth0|123'))],
  ['x'.repeat(65), expect.stringMatching(/^h-/)],
])('the subject %s becomes the session name %s', (subject, name) => {
  expect(toSessionName(subject)).toEqual(name);
});

test('two callers may use the same idempotency key without sharing a resource', async () => {
  const query = `mutation { createTrafficMirrorFilter(input: { idempotencyKey: "mine", scope: { accountId: "${ours}" } }) {
    clientToken trafficMirrorFilter { trafficMirrorFilterId } userErrors { message } } }`;
  const tokens: unknown[] = [];
  for (const caller of ['alice@example.com', 'alice@example.com', 'carol']) {
    const { data } = await ask(caller, query);
    tokens.push(Object(data?.createTrafficMirrorFilter).clientToken);
  }
  expect(tokens[0]).toMatch(/^[\w-]{43}$/);
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
});

test('all callers share one budget of retries: a budget for each caller would multiply the retries when EC2 fails', async () => {
  const action = 'DescribeTrafficMirrorFilters';
  emulator.faults(action, [{ error: { code: 'InternalError', status: 500 }, times: 1_000 }]);
  // Lists with page sizes of their own (EC2's least is 5), so that no two share a call.
  const asked = Array.from({ length: 10 }, (_, caller) =>
    Array.from({ length: 5 }, (_, n) =>
      ask(`caller-${caller}`, `{ trafficMirrorFilters(first: ${n + 10}) { nodes { arn } } }`),
    ),
  ).flat();
  await Promise.all(asked);
  emulator.faults(action, []);
  const retries = (emulator.calls.get(action) ?? 0) - asked.length;
  // The SDK's retry strategy starts with 500 tokens, and a retry takes 14 (@smithy/core 3.41). A strategy per caller would make 100 retries.
  expect(retries).toBeGreaterThan(0);
  expect(retries).toBeLessThan(50);
});

test('after a change of the accounts file, a role is assumed in the Region that is the first one now', async () => {
  const query = '{ trafficMirrorFilters { nodes { arn } } }';
  await ask('erin', query);
  const regionOfSts = () => emulator.requests.find(({ action }) => action === 'AssumeRole')?.region;
  expect(regionOfSts()).toBe('us-east-1');
  emulator.resetCalls();
  const { access, accounts: before } = gateway;
  const account = before.accounts[ours] as Account;
  const turned = { ...account, regions: account.regions.toReversed() };
  access.replace({ ...before, accounts: { ...before.accounts, [ours]: turned } });
  await ask('erin', query);
  expect(regionOfSts()).toBe('eu-west-1');
  access.replace(before);
});

test('an account that comes back gets connections that stay open, also if a late request has used it meanwhile', () => {
  const { access, accounts: before } = gateway;
  const find = () =>
    access
      .now()
      .scopesFor({ subject: 'frank', permissions: new Set(['traffic-mirror:read']) })
      ?.find(ours, 'us-east-1');
  const late = find();
  access.replace({ ...before, accounts: { [theirs]: before.accounts[theirs] as Account } });
  const connection = late?.connection();
  access.replace(before);
  expect(connection).toBeDefined();
  expect(find()?.connection()).not.toBe(connection);
});

test('a list of the own account does not go on in another one that has become the own account', async () => {
  const list = (args: string) =>
    `{ trafficMirrorFilters(${args}) { nodes { arn } pageInfo { hasNextPage endCursor } } }`;
  interface Page {
    readonly trafficMirrorFilters: { readonly pageInfo: { readonly endCursor: string } };
  }
  const { data } = await ask('bob', list('first: 1'));
  const { endCursor } = (data as unknown as Page).trafficMirrorFilters.pageInfo;
  const { access, accounts: before } = gateway;
  access.replace({ ...before, home: { accountId: theirs, region: 'us-east-1' } });
  const others = await ask('bob', list(`first: 1, after: "${endCursor}"`));
  const named = list(
    `first: 1, after: "${endCursor}", scope: { accountIds: ["${ours}"], regions: ["us-east-1"] }`,
  );
  const own = await ask('bob', named);
  access.replace(before);
  expect(others.errors).toMatchObject([{ message: expect.stringContaining('cursor of the same list') }]);
  expect(own.data).toMatchObject({ trafficMirrorFilters: { nodes: [{ arn: expect.any(String) }] } });
});
