/** An interface key has no account: the account that has the interface is found. */
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { networkInterfaceId } from '../support/demo.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const locked = '111122223333';

let gateway: RoleGateway;
beforeAll(async () => {
  const account = (id: string, callers?: string[]) => ({
    regions: ['us-east-1'],
    roleArn: roleOf(id),
    callers,
  });
  // The default account is the first one, and it is not the one with the demo data.
  const accounts = { [theirs]: account(theirs), [ours]: account(ours), [locked]: account(locked, ['carol']) };
  gateway = await startRoleGateway({ accounts }, { roles: { [roleOf(theirs)]: {}, [roleOf(ours)]: {} } });
});
beforeEach(() => gateway.emulator.resetCalls());

const scopes = 'traffic-mirror:read';
const facts = 'networkInterfaceId trafficMirrorSessions { sessionNumber scope { accountId } }';
const key = (id: string) => ({ region: 'us-east-1', networkInterfaceId: id });
const mirrored = {
  networkInterfaceId: networkInterfaceId(3),
  trafficMirrorSessions: [1, 10].map((n) => ({ sessionNumber: n, scope: { accountId: ours } })),
};
const unknown = 'eni-0123456789abcdef0';

async function find(subject: string, ...ids: readonly string[]) {
  const query = `query ($entities: [_Any!]!, $keys: [TrafficMirrorSourceKeyInput!]!) {
    _entities(representations: $entities) { ... on NetworkInterface { ${facts} } }
    trafficMirrorSourcesByKeys(keys: $keys) { ${facts} }
  }`;
  const keys = ids.map(key);
  const entities = keys.map((one) => ({ __typename: 'NetworkInterface', ...one }));
  const { data, errors } = await gateway.ask(query, { scopes, subject, variables: { keys, entities } });
  expect(data?.trafficMirrorSourcesByKeys).toEqual(data?._entities);
  return { found: data?._entities, errors };
}

test('an interface is found in its account, with one look-up per account for all keys', async () => {
  const nobodys = { networkInterfaceId: unknown, trafficMirrorSessions: [] };
  const { found, errors } = await find('bob', networkInterfaceId(3), unknown, networkInterfaceId(3));
  expect({ found, errors }).toEqual({ found: [mirrored, nobodys, mirrored], errors: undefined });
  expect(gateway.emulator.calls.get('DescribeNetworkInterfaces')).toBe(2);
});

test('an account that cannot be read is an error for interfaces that it might have, and for no others', async () => {
  const { found, errors } = await find('carol', networkInterfaceId(3), unknown);
  expect(found).toEqual([mirrored, null]);
  expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
    ['_entities.1', 'UPSTREAM_FORBIDDEN'],
    ['trafficMirrorSourcesByKeys.1', 'UPSTREAM_FORBIDDEN'],
  ]);
});
