/** The reset for test suites: everything is as after a start with the same seed. Embedded EC2 only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTrafficMirrorFilterCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeInstancesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { clientOf, demo, refusal, startSubject } from '../support/emulatorClient.ts';
import { spawnEmulator } from '../support/emulatorProcess.ts';
import { send } from '../support/emulatorWire.ts';
import { credentialsIn, role, sessionsOf, startTwoAccounts } from './twoAccounts.ts';

const post = (url: string, headers: Record<string, string> = {}, method = 'POST') =>
  send(url, { path: '/_emulator/reset', method, headers });

async function everything(ec2: EC2Client) {
  const [sessions, targets, filters, instances] = await Promise.all([
    ec2.send(new DescribeTrafficMirrorSessionsCommand({})),
    ec2.send(new DescribeTrafficMirrorTargetsCommand({})),
    ec2.send(new DescribeTrafficMirrorFiltersCommand({})),
    ec2.send(new DescribeInstancesCommand({})),
  ]);
  return [
    sessions.TrafficMirrorSessions,
    targets.TrafficMirrorTargets,
    filters.TrafficMirrorFilters,
    instances.Reservations,
  ];
}

const newFilter = new CreateTrafficMirrorFilterCommand({ ClientToken: 'once', Description: 'made' });

/** Changes of every kind that a reset undoes. */
async function change({ emulator, ec2 }: Awaited<ReturnType<typeof startSubject>>) {
  await ec2.send(newFilter);
  await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: demo.session(1) }));
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [demo.instance(2)] }));
  emulator.surroundings().shareTarget(demo.target(2), '210987654321');
  emulator.surroundings('210987654321').addNetworkInterface();
  emulator.deny('DescribeTrafficMirrorFilters');
  emulator.faults('DescribeTrafficMirrorTargets', [{ error: { code: 'InternalError' }, times: 9 }]);
}

test('resources, tokens, the state file, denials, faults, calls and requests are as after a start', async () => {
  const stateFile = join(newFolder(), 'state.json');
  const subject = await startSubject({ stateFile });
  const { emulator, ec2 } = subject;
  const saved = readFileSync(stateFile, 'utf8');
  const surroundings = emulator.surroundings();
  const before = await everything(ec2);
  await change(subject);
  expect(readFileSync(stateFile, 'utf8')).not.toBe(saved);
  await emulator.reset();
  expect([emulator.calls.size, emulator.requests]).toEqual([0, []]);
  expect(readFileSync(stateFile, 'utf8')).toBe(saved);
  expect(await everything(ec2)).toEqual(before);
  // The token is not known any more: with other parameters, it is no mismatch.
  await ec2.send(new CreateTrafficMirrorFilterCommand({ ClientToken: 'once', Description: 'another' }));
  // What was asked for before the reset changes what is there now.
  surroundings.setInstanceState(demo.instance(1), 'stopped');
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [demo.instance(1)] }));
  expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('stopped');
});

test('the same over HTTP, of the program', async () => {
  const program = await spawnEmulator(['--port', '0']);
  const ec2 = clientOf(program.url);
  await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: demo.session(1) }));
  expect(await post(program.url)).toMatchObject({ status: 204, body: '' });
  expect((await everything(ec2))[0]).toHaveLength(10);
  await program.kill('SIGTERM');
});

test('requests are not throttled after a reset', async () => {
  const rates = { capacity: 1, refillPerSecond: 0.001 };
  const { emulator, ec2 } = await startSubject({ throttle: { describe: rates } });
  const read = () => ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  await read();
  expect(await refusal(read())).toMatchObject({ code: 'RequestLimitExceeded' });
  await emulator.reset();
  await read();
});

test('temporary credentials stay valid', async () => {
  const accounts = await startTwoAccounts();
  const query = `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=kept`;
  const client = accounts.client(credentialsIn((await accounts.sts(query)).body));
  await accounts.emulator.reset();
  expect(await sessionsOf(client)).toEqual([]);
});

test('a page in a browser cannot reset, and only POST does', async () => {
  const { emulator, ec2 } = await startSubject();
  await ec2.send(newFilter);
  const answers = await Promise.all([
    post(emulator.url, { origin: 'null' }),
    post(emulator.url, { origin: emulator.url }),
    post(emulator.url, { 'sec-fetch-site': 'same-origin' }),
    post(emulator.url, {}, 'GET'),
    post(emulator.url, {}, 'OPTIONS'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 405, 405]);
  expect((await everything(ec2))[2]).toHaveLength(5);
});

test('a description that has become wrong is named, and changes nothing', async () => {
  const path = join(newFolder(), 'network.json');
  writeFileSync(path, '{"estates":[{}]}');
  const { emulator, ec2 } = await startSubject({ seed: `file:${path}` });
  await ec2.send(newFilter);
  const deleted = 'subnet-0d000000000000001';
  const networkInterfaces = [{ id: 'eni-0c000000000000001', subnetId: deleted }];
  writeFileSync(path, JSON.stringify({ deleted: [deleted], estates: [{ networkInterfaces }] }));
  await expect(emulator.reset()).rejects.toThrow(`networkInterfaces[0].subnetId: ${deleted}`);
  expect((await everything(ec2))[2]).toHaveLength(1);
  writeFileSync(path, '{"estates":[{"vpc":[]}]}');
  expect(await post(emulator.url)).toMatchObject({
    status: 500,
    body: expect.stringContaining(`${path}:`),
  });
  await expect(emulator.reset()).rejects.toThrow(path);
  expect((await everything(ec2))[2]).toHaveLength(1);
  writeFileSync(path, '{"estates":[{}]}');
  expect((await post(emulator.url)).status).toBe(204);
  expect((await everything(ec2))[2]).toEqual([]);
});
