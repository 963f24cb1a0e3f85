/** Memory: scopes are kept for 1,000 callers. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, expect, jest, test } from '@jest/globals';
import { type RoleGateway, roleOf, startRoleGateway } from '../support/roleGateway.ts';

const read = 'traffic-mirror:read';

let gateway: RoleGateway;
afterEach(() => {
  jest.restoreAllMocks();
});
async function start() {
  const regions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];
  const accountIds = ['123456789012', '210987654321', '111122223333', '444455556666'];
  const accounts = Object.fromEntries(accountIds.map((id) => [id, { regions, roleArn: roleOf(id) }]));
  gateway = await startRoleGateway({ accounts });
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
