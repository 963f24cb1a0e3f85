/** What callers cost: connections and credentials are made when they are first used, and only for what is used. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, expect, jest, test } from '@jest/globals';
import { startManyAccounts } from '../support/manyAccounts.ts';
import { type RoleGateway, roleOf, startRoleGateway } from '../support/roleGateway.ts';

const read = 'traffic-mirror:read';

let gateway: RoleGateway;
afterEach(() => {
  jest.restoreAllMocks();
});
async function start(env: Record<string, string> = {}) {
  const regions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];
  const accountIds = ['123456789012', '210987654321', '111122223333', '444455556666'];
  const accounts = Object.fromEntries(accountIds.map((id) => [id, { regions, roleArn: roleOf(id) }]));
  gateway = await startRoleGateway({ accounts }, {}, { env });
}

const ask = async (query: string, scopes = read) => {
  const { data, errors } = await gateway.ask(query, { scopes });
  expect(errors).toBeUndefined();
  return data;
};
const here = '{ trafficMirrorFilters { nodes { arn } } }';
const everywhere =
  '{ trafficMirrorFilters(scope: { allAccounts: true, allRegions: true }) { scopeErrors { code } } }';

test.each([
  ['nothing', '{ __typename }', 0],
  ['one account and Region', here, 1],
  ['all of them', everywhere, 20],
])('a caller of 4 accounts in 5 Regions who uses %s has clients for no more', async (_, query, count) => {
  await start();
  expect((await ask('{ trafficMirrorScopes { region } }'))?.trafficMirrorScopes).toHaveLength(20);
  await ask(query);
  // Stopping closes every client that was made.
  const closed = jest.spyOn(EC2Client.prototype, 'destroy');
  await gateway.stop();
  expect(closed).toHaveBeenCalledTimes(count);
});

test('permissions that the gateway does not know do not make a caller a different one', async () => {
  await start();
  for (const foreign of ['openid', 'profile', 'a b c']) await ask(here, `${foreign} ${read}`);
  expect(gateway.emulator.calls.get('AssumeRole')).toBe(1);
});

test('a role is assumed once for all Regions of its account', async () => {
  await start();
  await ask(everywhere);
  expect(gateway.emulator.calls.get('AssumeRole')).toBe(4);
  await ask(everywhere);
  expect(gateway.emulator.calls.get('AssumeRole')).toBe(4);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('sts_calls_total{result="ok"} 4');
});

test('roles are assumed at the rate of the settings, and callers have their turns', async () => {
  await start({ STS_RATE: '2' });
  const startedAtMs = performance.now();
  const askAs = (subject: string, query: string) => gateway.ask(query, { scopes: read, subject });
  const ended: string[] = [];
  const note = (name: string) => () => ended.push(name);
  await Promise.all([
    askAs('alice', everywhere).then(note('four roles')),
    askAs('carol', everywhere).then(note('four roles')),
    askAs('bob', here).then(note('one role')),
  ]);
  // Nine roles, two of them at once and then two a second.
  expect(performance.now() - startedAtMs).toBeGreaterThan(3_400);
  expect(gateway.emulator.calls.get('AssumeRole')).toBe(9);
  expect(ended).toEqual(['one role', 'four roles', 'four roles']);
});

test('a role that may not be assumed is asked for once, and not in each Region', async () => {
  await start();
  const denied = { error: { code: 'AccessDenied', status: 403 }, times: 100 };
  gateway.emulator.faults('AssumeRole', [denied], { accountId: '210987654321' });
  const data = await ask(everywhere);
  expect(data?.trafficMirrorFilters).toEqual({ scopeErrors: Array(5).fill({ code: 'UPSTREAM_FORBIDDEN' }) });
  const asked = gateway.emulator.requests.filter(
    ({ action, params }) => action === 'AssumeRole' && params.RoleArn === roleOf('210987654321'),
  );
  expect(asked).toHaveLength(1);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('sts_calls_total{result="denied"} 1');
});

test('many callers who each use two of 201 accounts have credentials and clients for no more', async () => {
  const many = await startManyAccounts();
  const [callers, used] = [40, ['100000000002', '100000000003']];
  const list = (accountId: string) =>
    `a${accountId}: trafficMirrorSessions(scope: { accountIds: ["${accountId}"], allRegions: true }) { nodes { arn } scopeErrors { code } }`;
  const query = `{ trafficMirrorScopes { region } ${used.map(list).join(' ')} }`;
  for (let n = 0; n < callers; n++) {
    const { data, errors } = await many.ask(query, { subject: `caller-${n}`, scopes: read });
    expect(errors).toBeUndefined();
    expect(data?.trafficMirrorScopes).toHaveLength(2 * 201);
    expect(data).toMatchObject({ a100000000002: { scopeErrors: [] }, a100000000003: { scopeErrors: [] } });
  }
  expect(many.emulator.calls.get('AssumeRole')).toBe(callers * used.length);
  const closed = jest.spyOn(EC2Client.prototype, 'destroy');
  await many.stop();
  expect(closed).toHaveBeenCalledTimes(callers * used.length * 2);
});

test('what several requests of a caller read names the same scope, so that they can be compared', async () => {
  await start();
  const served = (subject: string) => {
    const scopes = gateway.access.now().scopesFor({ subject, permissions: new Set(['traffic-mirror:read']) });
    return scopes?.find('210987654321', 'us-east-2');
  };
  expect(served('alice')).toBe(served('alice'));
  expect(served('alice')).not.toBe(served('bob'));
  // Lanes keep the scope that they were made for: one of a later accounts file gets others, with the same clients.
  const before = served('alice');
  const connection = before?.connection();
  const lanes = connection?.lanesOf(before ?? {});
  gateway.access.replace(gateway.accounts);
  const after = served('alice');
  expect(after).not.toBe(before);
  expect(after?.connection()).toBe(connection);
  expect(connection?.lanesOf(after ?? {})).not.toBe(lanes);
});
