/** The audit file is rotated under load: moved, and SIGHUP sent. No change is made without its lines. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { hashOf } from '../../src/audit/chain.ts';
import { type Line, newAuditFile, readAudit } from '../support/audit.ts';
import { change, untilReady } from '../support/auditedProgram.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';
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
function startChanging(url: string) {
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
        change(url, packetLength, session).then((code) => {
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

test(
  `${moves} rotations under ${changesPerSecond} changes a second lose no line`,
  async () => {
    const file = newAuditFile();
    const program = startProgram({ AUDIT_FILE: file });
    const { url } = await program.ready();
    const changes = startChanging(url);
    const rotated = Array.from({ length: moves }, (_, n) => `${file}.${n + 1}`);
    for (const name of rotated) {
      const before = changes.made();
      await until(() => changes.made() > before + changesPerSecond);
      renameSync(file, name);
      program.child.kill('SIGHUP');
      // Until it has noticed, it says that it is ready.
      await until(() => existsSync(file));
      expect(await untilReady(url)).toBeLessThan(10);
    }
    const told = await changes.stop();
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    const files = [...rotated, file];
    const codes = new Set(told.map(({ code }) => code));
    expect([...codes].filter((code) => code !== 'AUDIT_UNAVAILABLE')).toEqual(['made']);
    const made = told.filter(({ code }) => code === 'made').map(({ packetLength }) => packetLength);
    // Most of the time, also on a busy machine.
    expect(made.length).toBeGreaterThan((moves * changesPerSecond) / 2);
    const recorded = successesIn(files.map(readAudit));
    expect(made.filter((packetLength) => !recorded.has(packetLength))).toEqual([]);
    expect(await Promise.all(files.map(verify))).toEqual(files.map(() => 0));
    for (const [index, name] of files.slice(1).entries())
      expect(readAudit(name)[0]?.continues).toEqual(endOf(files[index] as string));
  },
  60_000 + moves * 10_000,
);

/** The packet lengths of all changes with an intent and a success. */
function successesIn(files: readonly (readonly Line[])[]): ReadonlySet<unknown> {
  const lengths = files.flatMap((lines) => {
    const intents = new Map(lines.map((line) => [line.seq, line]));
    // What ends while the file cannot be written is in the line `recovered`.
    const ended = lines.flatMap((line) => [line, ...((line.entries ?? []) as Line[])]);
    return ended
      .filter(({ outcome }) => outcome === 'success')
      .map((line) => intents.get(Number(line.intent)) ?? earlier(files, line))
      .map((intent) => (intent?.inputs as { PacketLength?: number } | undefined)?.PacketLength);
  });
  return new Set(lengths);
}

/** The intent in an earlier file that an entry of `recovered` ends. */
const earlier = (files: readonly (readonly Line[])[], { earlierIntent, requestId }: Line) =>
  files.flat().find((line) => line.seq === earlierIntent && line.requestId === requestId);

const verify = (file: string): Promise<number> =>
  promisify(execFile)(process.execPath, ['dist/audit-verify.js', file], { cwd: projectRoot }).then(
    () => 0,
    (error: { code: number }) => error.code,
  );

function endOf(file: string) {
  const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return { seq: (JSON.parse(last) as Line).seq, hash: hashOf(last) };
}
