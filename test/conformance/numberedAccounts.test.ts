import { join } from 'node:path';
/** Many accounts by their number: which there are, what each of them has, and faults in one of them alone. */
import {
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  type DescribeTrafficMirrorSessionsResult,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { runEmulator, spawnEmulator } from '../support/emulatorProcess.ts';
import { bothRegions, emulatorOf } from '../support/manyAccounts.ts';

const [first = '', second = '', third = ''] = numberedAccountIds(3);

function clientOf(endpoint: string, accountId: string, region = 'us-east-1'): EC2Client {
  const credentials = { accessKeyId: `AKIA${accountId}DEMO`, secretAccessKey: 'any' };
  const client = new EC2Client({ endpoint, region, credentials, maxAttempts: 1 });
  cleanUp(() => client.destroy());
  return client;
}

const read = async (url: string, accountId: string, region?: string) => {
  const command = new DescribeTrafficMirrorSessionsCommand({});
  const answer: DescribeTrafficMirrorSessionsResult = await clientOf(url, accountId, region).send(command);
  return (answer.TrafficMirrorSessions ?? []).map((session) => ({
    id: session.TrafficMirrorSessionId ?? '',
    ownerId: session.OwnerId,
  }));
};

test('the program has so many accounts, with an access key and a small estate in each Region of its own', async () => {
  const args = ['--port', '0', '--accounts', '201', '--region', bothRegions.join()];
  const { url } = await spawnEmulator(args);
  // The first account has the seed, here the demo.
  for (const region of bothRegions) expect(await read(url, first, region)).toHaveLength(10);
  const ids = numberedAccountIds(201);
  expect(ids.slice(-1)).toEqual(['100000000201']);
  const seen = new Set<string>();
  for (const [i, accountId] of [...ids.entries()].slice(1))
    for (const region of bothRegions) {
      const sessions = await read(url, accountId, region);
      expect(sessions.map(({ ownerId }) => ownerId)).toEqual(Array((i + 1) % 4).fill(accountId));
      for (const { id } of sessions) seen.add(id);
    }
  // 50 rounds of 1, 2, 3 and 0 sessions, without the first account, and one more account with one.
  expect(seen.size).toBe(2 * (50 * 6 - 1 + 1));
  expect(await read(url, second, 'eu-central-1')).toEqual([]);
});

test.each<[string[], RegExp]>([
  [['--accounts', '0'], /^--accounts must be at least 1, or the path of a file\n\nUsage: /],
  [['--accounts', '1001'], /^--accounts must be a whole number from 0 to 1000, not "1001"\n\nUsage: /],
  [['--accounts', '2', '--account-id', first], /^--account-id cannot be set with a number of --accounts/],
])('%j says why, prints the usage, and exits with 64', async (args, line) => {
  const exit = await runEmulator(args);
  expect([exit.code, exit.stdout]).toEqual([64, '']);
  expect(exit.stderr).toMatch(line);
});

test('an estate that was changed is the same after a reset as at the start', async () => {
  const emulator = await startEmulator(emulatorOf({ accounts: 3 }));
  const before = await read(emulator.url, second);
  expect(before).toHaveLength(2);
  const [{ id = '' } = {}] = before;
  const deletion = new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: id });
  await clientOf(emulator.url, second).send(deletion);
  expect(await read(emulator.url, second)).toHaveLength(1);
  await emulator.reset();
  expect(await read(emulator.url, second)).toEqual(before);
});

test('a state file keeps the estates that were used, and the others still come when they are used', async () => {
  const stateFile = join(newFolder(), 'state.json');
  const options = { ...emulatorOf({ accounts: 3 }), stateFile };
  const before = await startEmulator(options);
  const [{ id = '' } = {}] = await read(before.url, second);
  const deletion = new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: id });
  await clientOf(before.url, second).send(deletion);
  await before.stop();
  const after = await startEmulator(options);
  expect(await read(after.url, second)).toHaveLength(1);
  expect(await read(after.url, third)).toHaveLength(3);
});

test('a fault in one account or Region leaves the others as they are', async () => {
  const emulator = await startEmulator(emulatorOf({ accounts: 3 }));
  const action = 'DescribeTrafficMirrorSessions';
  const error = (code: string) => [{ error: { code }, times: 1_000 }];
  emulator.faults(action, error('OfRegion'), { region: 'eu-west-1' });
  emulator.faults(action, error('OfBoth'), { accountId: second, region: 'us-east-1' });
  emulator.faults(action, error('OfAccount'), { accountId: second });
  const outcome = (accountId: string, region: string) =>
    read(emulator.url, accountId, region).then(
      (sessions) => sessions.length,
      ({ name }: Error) => name,
    );
  expect(await outcome(second, 'us-east-1')).toBe('OfBoth');
  expect(await outcome(second, 'eu-west-1')).toBe('OfAccount');
  expect(await outcome(third, 'eu-west-1')).toBe('OfRegion');
  expect(await outcome(third, 'us-east-1')).toBe(3);
  emulator.faults(action, [], { accountId: second, region: 'us-east-1' });
  expect(await outcome(second, 'us-east-1')).toBe('OfAccount');
});

test('a role is assumed in the account of the role, as far as faults are concerned', async () => {
  const emulator = await startEmulator(emulatorOf({ accounts: 3 }));
  emulator.faults('AssumeRole', [{ error: { code: 'AccessDenied', status: 403 }, times: 10 }], {
    accountId: second,
  });
  const credentials = { accessKeyId: 'AKIAGATEWAY', secretAccessKey: 'any' };
  const sts = new STSClient({ endpoint: emulator.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  cleanUp(() => sts.destroy());
  const assume = (accountId: string) =>
    sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/any`, RoleSessionName: 'test' }),
    );
  await expect(assume(second)).rejects.toMatchObject({ name: 'AccessDenied' });
  expect((await assume(third)).AssumedRoleUser?.Arn).toContain(third);
});
