import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config.ts';
import { createRoleAccess, toSessionName } from '../../src/ec2/access.ts';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { type GatewayHandle, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/server/log.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

const [ours, theirs] = ['123456789012', '210987654321'];
const role = (account: string) => `arn:aws:iam::${account}:role/traffic-mirror-gateway`;
const scopes = 'traffic-mirror:read traffic-mirror:filter:write';

let tokens: TokenIssuer;
let emulator: Emulator;
let gateway: GatewayHandle;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  emulator = await startEmulator({
    seed: 'demo',
    accountId: '555555555555',
    accounts: { AKIAGATEWAY: { accountId: '555555555555', secretAccessKey: 'gateway' } },
    roles: { [role(ours)]: { externalId: 'agreed' }, [role(theirs)]: {} },
  });
  const access = createRoleAccess({
    accounts: {
      [ours]: { regions: ['us-east-1', 'eu-west-1'], roleArn: role(ours), externalId: 'agreed' },
      [theirs]: { regions: ['us-east-1'], roleArn: role(theirs), callers: ['bob'] },
    },
    endpoint: emulator.url,
    credentials: { accessKeyId: 'AKIAGATEWAY', secretAccessKey: 'gateway' },
    budgetShare: 0.9,
  });
  gateway = await startGateway(parseConfig({ PORT: '0', ...tokens.env }), { access }, createLog('silent'));
});
beforeEach(() => emulator.resetCalls());
afterAll(async () => {
  await gateway.stop();
  await emulator.stop();
  await tokens.stop();
});

async function ask(subject: string, query: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokens.token(scopes, { sub: subject })}`,
    },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    ...((await response.json()) as { data?: Record<string, unknown>; errors?: { message: string }[] }),
  };
}

const create = (scope: string) =>
  `mutation { createTrafficMirrorFilter(input: { description: "by a role", scope: ${scope} }) { trafficMirrorFilter { arn } userErrors { code message } } }`;

test('each caller works through a role of the account, in his own name', async () => {
  const { data } = await ask('alice@example.com', create(`{ accountId: "${ours}", region: "eu-west-1" }`));
  expect(data).toMatchObject({
    createTrafficMirrorFilter: {
      trafficMirrorFilter: { arn: expect.stringContaining(`:eu-west-1:${ours}:`) },
    },
  });
  const assume = emulator.requests.find(({ action }) => action === 'AssumeRole');
  expect(assume?.params).toMatchObject({
    RoleArn: role(ours),
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

test('a role is assumed once, however many ask at once, and the credentials are kept', async () => {
  const query = '{ trafficMirrorFilters { nodes { arn } } }';
  await Promise.all(Array.from({ length: 20 }, () => ask('carol', query)));
  await ask('carol', query);
  expect(emulator.calls.get('AssumeRole')).toBe(1);
});

test('an account that is not open to a caller does not exist for him', async () => {
  const toBob = await ask('bob', create(`{ accountId: "${theirs}" }`));
  expect(toBob.data).toMatchObject({ createTrafficMirrorFilter: { userErrors: [] } });
  const toAlice = await ask('alice@example.com', create(`{ accountId: "${theirs}" }`));
  expect(toAlice.data).toMatchObject({
    createTrafficMirrorFilter: {
      userErrors: [{ code: 'INVALID_INPUT', message: expect.stringContaining('does not serve account') }],
    },
  });
});

test('what all accounts and Regions have is one list, with the ones that fail named', async () => {
  emulator.faults('AssumeRole', [{ error: { code: 'AccessDenied', status: 403 } }]);
  const query =
    '{ trafficMirrorFilters(scope: { allAccounts: true, allRegions: true }) { nodes { scope { accountId region } } scopeErrors { scope { accountId } code } } }';
  const { data, errors } = await ask('bob', query);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    trafficMirrorFilters: {
      nodes: expect.arrayContaining([{ scope: { accountId: theirs, region: 'us-east-1' } }]),
      scopeErrors: [{ scope: { accountId: ours }, code: 'UNAUTHORIZED' }],
    },
  });
});

test.each([
  ['alice@example.com', 'alice@example.com'],
  ['auth0|123', expect.stringMatching(/^h-[0-9a-f]{40}$/)],
  ['x', expect.stringMatching(/^h-/)],
  ['x'.repeat(65), expect.stringMatching(/^h-/)],
])('the subject %s becomes the session name %s', (subject, name) => {
  expect(toSessionName(subject)).toEqual(name);
});
