/** The state file: restarts, crashes, invalid files. Embedded EC2 only. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { clientOf, demo, refusal, startSubject } from '../support/emulatorClient.ts';
import { spawnEmulator } from '../support/emulatorProcess.ts';

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

test('a seed is saved at the start, and a restart ignores the new seed', async () => {
  await (await startEmulator({ stateFile, seed: 'demo' })).stop();
  const again = await startSubject({ stateFile, seed: 'large:7' });
  expect(await sessions(again.ec2)).toHaveLength(10);
});

test.each(['', '{', '{}', '{"version":2}', '{"version":1,"estates":{}}'])(
  'a file that contains %j is rejected and left unchanged',
  async (text) => {
    await writeFile(stateFile, text);
    await expect(startEmulator({ stateFile })).rejects.toThrow(
      `${stateFile} is not a state file of the embedded EC2`,
    );
    expect(await readFile(stateFile, 'utf8')).toBe(text);
  },
);

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
}, 60_000);
