/** The state file: restarts, crashes, invalid files. Embedded EC2 only. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeInstancesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { fromText } from '../../src/emulator/state/savedState.ts';
import { World } from '../../src/emulator/state/world.ts';
import { newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { clientOf, demo, refusal, startSubject } from '../support/emulatorClient.ts';
import { runEmulator, spawnEmulator } from '../support/emulatorProcess.ts';
import { example } from '../support/exampleNetwork.ts';

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = newFolder();
  stateFile = join(folder, 'state.json');
});

const sessions = async (ec2: EC2Client) =>
  (await ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? [];

test('a restart keeps resources, tags, client tokens, shares and the order of creation', async () => {
  const first = await startSubject({ stateFile });
  const create = new CreateTrafficMirrorSessionCommand({
    NetworkInterfaceId: demo.networkInterface(10),
    TrafficMirrorTargetId: demo.target(2),
    TrafficMirrorFilterId: demo.filter(1),
    SessionNumber: 1,
    ClientToken: 'once',
    TagSpecifications: [{ ResourceType: 'traffic-mirror-session', Tags: [{ Key: '__proto__', Value: 'é' }] }],
  });
  const { TrafficMirrorSession } = await first.ec2.send(create);
  await first.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: demo.session(3) }));
  first.emulator.surroundings().shareTarget(demo.target(3), '210987654321');
  const before = await sessions(first.ec2);
  await first.stop();

  const second = await startSubject({
    stateFile,
    seed: 'empty',
    accounts: { AKIAOTHER: { accountId: '210987654321' } },
  });
  expect(await sessions(second.ec2)).toEqual(before);
  expect((await second.ec2.send(create)).TrafficMirrorSession).toEqual(TrafficMirrorSession);
  const other = clientOf(second.emulator.url, { accessKeyId: 'AKIAOTHER' });
  const { TrafficMirrorTargets } = await other.send(new DescribeTrafficMirrorTargetsCommand({}));
  other.destroy();
  expect(TrafficMirrorTargets?.map((target) => target.TrafficMirrorTargetId)).toEqual([demo.target(3)]);
});

test('a restart does not forget when an instance was terminated', async () => {
  let now = Date.UTC(2026, 0, 1);
  const options = { stateFile, now: () => now };
  const first = await startSubject(options);
  await first.ec2.send(new TerminateInstancesCommand({ InstanceIds: [demo.instance(1)] }));
  await first.stop();
  now += 59 * 60_000;
  const second = await startSubject(options);
  const find = () => second.ec2.send(new DescribeInstancesCommand({ InstanceIds: [demo.instance(1)] }));
  expect((await find()).Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
  now += 60_000;
  expect(await refusal(find())).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
});

test('a seed is saved at the start, and a restart ignores the new seed', async () => {
  await (await startEmulator({ stateFile, seed: 'demo' })).stop();
  const again = await startSubject({ stateFile, seed: 'large:7' });
  expect(await sessions(again.ec2)).toHaveLength(10);
});

const advice = 'restore it from a copy, or move it away to begin with the seed';
const estates = '"estates":[{"accountId":"1","region":"r","tables":{"vpcs":[]},"tokens":[]}]';

test.each([
  ['', `is empty; ${advice}`],
  ['{', `is damaged: it is not JSON; ${advice}`],
  ['{}', `is not a state file of the embedded EC2: it has no version; ${advice}`],
  ['null', `is not a state file of the embedded EC2: it has no version; ${advice}`],
  [
    '{"version":1}',
    'is a state file of version 1, and this program reads version 2; run the program that has written it, or move the file away to begin with the seed',
  ],
  ['{"version":2,"lastSeq":"x"}', `is damaged: lastSeq is missing or not what it must be; ${advice}`],
  [
    '{"version":2,"lastSeq":1,"estates":{}}',
    `is damaged: estates is missing or not what it must be; ${advice}`,
  ],
  [
    `{"version":2,"lastSeq":1,${estates},"shares":[]}`,
    `is damaged: estates[0].tables.securityGroups is missing or not what it must be; ${advice}`,
  ],
])('a file that contains %j is rejected with its own message, and left unchanged', async (text, message) => {
  await writeFile(stateFile, text);
  await expect(startEmulator({ stateFile })).rejects.toThrow(new Error(`${stateFile} ${message}`));
  expect(await readFile(stateFile, 'utf8')).toBe(text);
});

test('a value that is not of its type, missing or unknown, in any record of any table, is rejected with its place', async () => {
  // It has a record in every table, with every field that may be absent.
  const subject = await startSubject({ stateFile, seed: `file:${example}` });
  const create = { NetworkInterfaceId: 'eni-0a000000000000071', SessionNumber: 2, ClientToken: 'once' };
  const parts = {
    TrafficMirrorTargetId: 'tmt-0a0000000000000a1',
    TrafficMirrorFilterId: 'tmf-0a000000000000091',
  };
  await subject.ec2.send(new CreateTrafficMirrorSessionCommand({ ...create, ...parts }));
  const launch = { ImageId: 'ami-0123456789abcdef0', SubnetId: 'subnet-0a000000000000051' };
  await subject.ec2.send(
    new RunInstancesCommand({ ...launch, MinCount: 1, MaxCount: 1, ClientToken: 'once' }),
  );
  await subject.stop();
  const whole = await readFile(stateFile, 'utf8');
  let tried = 0;
  /** Every value below `value`, spoiled in every way that JSON has. */
  function spoilAll(value: object, place: string, root: object): void {
    for (const [key, was] of Object.entries(value)) {
      const here = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`.replace(/^\./, '');
      // One row of each table is enough.
      if (Array.isArray(value) && Number(key) > 1) continue;
      for (const bad of [null, { a: 1 }]) {
        Object.assign(value, { [key]: bad });
        const [place] = refusalOf(JSON.stringify(root)).replace('is damaged: ', '').split(' is missing');
        if (here !== 'version') expect([here, `${here}.a`]).toContain(place);
        tried++;
      }
      Object.assign(value, { [key]: was });
      if (typeof was === 'object' && was !== null) spoilAll(was, here, root);
    }
  }
  const root = JSON.parse(whole) as object;
  spoilAll(root, '', root);
  expect(tried).toBeGreaterThan(800);
  await writeFile(stateFile, whole.replace('"lastSeq":', '"lastSeq":null,"was":'));
  await expect(startEmulator({ stateFile })).rejects.toThrow(`${stateFile} is damaged: was is missing`);
  await writeFile(stateFile, whole.replace('"trafficMirrorSession/', '"somethingElse/'));
  await expect(startEmulator({ stateFile })).rejects.toThrow(
    'is damaged: estates[0].tokens[0][0] is missing',
  );
});

/** What is wrong with this text, which takes no file to say: there are hundreds of them. */
function refusalOf(text: string): string {
  try {
    fromText(text, new World());
    return 'it is loaded';
  } catch (error) {
    return (error as Error).message;
  }
}

test('a second process on the same file does not start, and does not touch it', async () => {
  const first = await startSubject({ stateFile });
  const before = await readFile(stateFile, 'utf8');
  const second = await runEmulator(['--port', '0', '--seed', 'empty', '--state-file', stateFile]);
  expect(second).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr: `${stateFile} is in use by another process; end that process, or use another file\n`,
  });
  expect(await readFile(stateFile, 'utf8')).toBe(before);
  await first.stop();
  expect(await sessions((await startSubject({ stateFile, seed: 'empty' })).ec2)).toHaveLength(10);
});

test('a start that fails for another reason leaves the file to others', async () => {
  const { emulator } = await startSubject({});
  const port = Number(new URL(emulator.url).port);
  await expect(startEmulator({ stateFile, port })).rejects.toThrow('EADDRINUSE');
  await startEmulator({ stateFile });
});

test('a change that cannot be written is not acknowledged', async () => {
  const subject = await startSubject({ stateFile });
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await rm(folder, { recursive: true });
  expect(await refusal(subject.ec2.send(new CreateTrafficMirrorFilterCommand({})))).toMatchObject({
    code: 'InternalError',
    status: 500,
  });
  expect(log).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' }));
  log.mockRestore();
  await mkdir(folder);
});

test('kill -9 during a thousand writes leaves a valid file that has every acknowledged change', async () => {
  const program = await spawnEmulator(['--port', '0', '--seed', 'empty', '--state-file', stateFile]);
  const ec2 = clientOf(program.url);
  const acknowledged: string[] = [];
  let killed: ReturnType<typeof program.kill> | undefined;
  /** Creates filters until the process is gone. */
  async function write(): Promise<void> {
    for (let i = 0; i < 100; i++) {
      const answer = await ec2.send(new CreateTrafficMirrorFilterCommand({})).catch(() => undefined);
      if (!answer) return;
      acknowledged.push(answer.TrafficMirrorFilter?.TrafficMirrorFilterId ?? '');
      if (acknowledged.length === 500) killed = program.kill('SIGKILL');
    }
  }
  await Promise.all(Array.from({ length: 10 }, write));
  ec2.destroy();
  expect(await killed).toEqual({ code: null, signal: 'SIGKILL' });

  const after = await startSubject({ stateFile });
  const kept: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await after.ec2.send(new DescribeTrafficMirrorFiltersCommand({ NextToken }));
    kept.push(...(page.TrafficMirrorFilters ?? []).map((filter) => filter.TrafficMirrorFilterId));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
  expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
});
