/** The audit file is rotated under load: moved, and SIGHUP sent. No change is made without its lines. */
import { existsSync, renameSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Line, newAuditFile } from '../support/audit.ts';
import { askedOf, linesIn, startAuditedEc2, unrecorded } from '../support/auditedEc2.ts';
import { change, untilReady, verify } from '../support/auditedProgram.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { type Program, startProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

/** 8 in a long run. */
const moves = Number(process.env.MOVES ?? 2);
const changesPerSecond = 50;

interface Told {
  readonly packetLength: number;
  /** `made`, or the code of the error. */
  readonly code: string;
}

/** Sends changes at a steady rate until `stop`, which returns what they were told. */
function startChanging(url: string, token?: string) {
  let isOver = false;
  let made = 0;
  cleanUp(() => {
    isOver = true;
  });
  const changing = (async () => {
    const answers: Promise<Told>[] = [];
    for (let packetLength = 1; !isOver; packetLength++) {
      // Of ten sessions, so that many changes run at once.
      const session = `tms-0a1b2c3d4e5f6${String(1 + (packetLength % 10)).padStart(4, '0')}`;
      answers.push(
        change(url, packetLength, session, token).then((code) => {
          if (code === 'made') made++;
          return { packetLength, code };
        }),
      );
      await wait(1_000 / changesPerSecond);
    }
    return Promise.all(answers);
  })();
  return {
    made: () => made,
    stop() {
      isOver = true;
      return changing;
    },
  };
}

/** Moves the file away again and again while changes are sent. @param isTime whether the next move may be, given how many were made since the last. @returns all files, oldest first. */
async function rotateUnderLoad(
  { program, url, file }: { program: Program; url: string; file: string },
  changes: ReturnType<typeof startChanging>,
  isTime: (made: number) => boolean,
): Promise<string[]> {
  const rotated = Array.from({ length: moves }, (_, n) => `${file}.${n + 1}`);
  for (const name of rotated) {
    const before = changes.made();
    await until(() => isTime(changes.made() - before));
    renameSync(file, name);
    program.child.kill('SIGHUP');
    // Until it has noticed, it says that it is ready.
    await until(() => existsSync(file));
    expect(await untilReady(url)).toBeLessThan(10);
  }
  return [...rotated, file];
}

async function startGateway(env: Record<string, string>) {
  const file = newAuditFile();
  const program = startProgram({ ...env, AUDIT_FILE: file });
  const { url } = await program.ready();
  return { program, url, file };
}

async function end({ child, ended }: Program): Promise<void> {
  child.kill('SIGTERM');
  expect(await ended()).toBe(0);
}

/** In any order, the files are one chain, in which every intent has an outcome. */
async function expectOneChain(files: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await verify(...files.toReversed());
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.match(/the chain is unbroken/g)).toHaveLength(1);
  expect(stdout).toContain('\nintents without an outcome: 0\n');
  expect(stdout).toMatch(/^ {2}run .*, stopped$/m);
}

test(
  `${moves} rotations under ${changesPerSecond} changes a second lose no line`,
  async () => {
    const gateway = await startGateway({});
    const changes = startChanging(gateway.url);
    const files = await rotateUnderLoad(gateway, changes, (made) => made > changesPerSecond);
    const told = await changes.stop();
    await end(gateway.program);
    const codes = new Set(told.map(({ code }) => code));
    expect([...codes].filter((code) => code !== 'AUDIT_UNAVAILABLE')).toEqual(['made']);
    const made = told.filter(({ code }) => code === 'made').map(({ packetLength }) => packetLength);
    // Most of the time, also on a busy machine.
    expect(made.length).toBeGreaterThan((moves * changesPerSecond) / 2);
    const recorded = successesIn(linesIn(files));
    expect(made.filter((packetLength) => !recorded.has(packetLength))).toEqual([]);
    await expectOneChain(files);
  },
  60_000 + moves * 10_000,
);

test(
  `${moves} rotations while changes wait for EC2's rates: none reaches EC2 without its intent`,
  async () => {
    // EC2 is slow, so that a change that it is asked for still runs when the file is moved.
    const { ec2, env, token } = await startAuditedEc2(1_000);
    const gateway = await startGateway({ ...env, EC2_BUDGET_PERCENT: '20' });
    const changes = startChanging(gateway.url, token);
    const isRunning = () => askedOf(ec2).length > changes.made();
    const files = await rotateUnderLoad(gateway, changes, (made) => made > 3 && isRunning());
    // Those that still wait for their turn are told so when the gateway ends.
    const told = changes.stop().catch(() => []);
    await end(gateway.program);
    await told;
    expect(changes.made()).toBeGreaterThan(moves * 3);
    expect(askedOf(ec2).length).toBeGreaterThanOrEqual(changes.made());
    expect(unrecorded(ec2, linesIn(files))).toEqual([]);
    // What ran while a file was left is named by the next one.
    const running = linesIn(files).flatMap((line) => (line.running ?? []) as object[]);
    expect(running.length).toBeGreaterThan(0);
    await expectOneChain(files);
  },
  60_000 + moves * 15_000,
);

/** The packet lengths of all changes with an intent and a success. */
function successesIn(lines: readonly Line[]): ReadonlySet<unknown> {
  const intents = new Map(lines.map((line) => [line.seq, line]));
  // What ends while the file cannot be written is in the line `recovered`.
  const ended = lines.flatMap((line) => [line, ...((line.entries ?? []) as Line[])]);
  const successes = ended.filter(({ outcome }) => outcome === 'success');
  return new Set(successes.map(({ intent }) => Object(intents.get(Number(intent))?.inputs).PacketLength));
}
