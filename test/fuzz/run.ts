/** Runs cases of all kinds until the time is over or one fails, and then looks for the smallest input that fails. */
import { setTimeout as wait } from 'node:timers/promises';
import { answers } from './answers.ts';
import { documents } from './documents.ts';
import { http } from './http.ts';
import type { Failure, Kind } from './kind.ts';
import { variables } from './variables.ts';
import type { World } from './world.ts';

export const kinds: readonly Kind[] = [documents, variables, http, answers];

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Runs only the case with this number. */
  readonly number?: number | undefined;
}

export interface Defect extends Failure {
  readonly kind: string;
  readonly number: number;
  /** False if the case did not fail when it was run again alone: what ran before or beside it mattered. */
  readonly isRepeated: boolean;
}

export interface Fuzz {
  /** How many cases of each kind were run. */
  readonly counts: ReadonlyMap<string, number>;
  readonly defect: Defect | undefined;
  /** Of the gateway with the embedded EC2, and of the one behind which answers are spoilt, in MB. */
  readonly residentMb: readonly number[];
}

interface Case {
  readonly kind: Kind;
  readonly number: number;
}

/** How much memory a gateway may have in the end: its heap is limited, see test/fuzz/world.ts, and buffers are outside of it. */
const maxResidentMb = 600;
const shrinkMs = 60_000;
const shortestGraceMs = 2_000;

export async function runFuzz(
  world: World,
  { seconds, seed, number }: FuzzOptions,
  chosen: readonly Kind[] = kinds,
): Promise<Fuzz> {
  const counts = new Map(chosen.map(({ name }) => [name, 0]));
  if (number !== undefined) {
    const cases = chosen.map((kind) => ({ kind, number }));
    return { counts, defect: await repeat(world, seed, cases), residentMb: residentMbOf(world) };
  }
  const suspects = await runUntilFailure(world, seed, chosen, counts, seconds);
  const residentMb = residentMbOf(world);
  const [first] = suspects;
  if (first === undefined) return { counts, defect: tooLarge(residentMb), residentMb };
  const unrepeated = { ...first.failure, kind: first.kind.name, number: first.number, isRepeated: false };
  return { counts, defect: (await repeat(world, seed, suspects)) ?? unrepeated, residentMb };
}

interface Suspect extends Case {
  readonly failure: Failure;
}

/** @returns the case that failed first, and then those that ran beside it: a crash is noticed by any of them. */
async function runUntilFailure(
  world: World,
  seed: number,
  chosen: readonly Kind[],
  counts: Map<string, number>,
  seconds: number,
): Promise<Suspect[]> {
  const endsAtMs = performance.now() + seconds * 1_000;
  const running = new Set<Case>();
  const suspects: Suspect[] = [];
  const runLane = async (kind: Kind) => {
    while (performance.now() < endsAtMs && suspects.length === 0) {
      const number = counts.get(kind.name) ?? 0;
      counts.set(kind.name, number + 1);
      const current = { kind, number };
      running.add(current);
      const failure = await kind.run(world, seed, number, 0);
      running.delete(current);
      if (failure !== undefined && suspects.length === 0)
        suspects.push(...[current, ...running].map((suspect) => ({ ...suspect, failure })));
    }
  };
  const lanes = chosen.flatMap((kind) => Array.from({ length: kind.lanes }, () => runLane(kind)));
  // A case may wait for 20 s. A run that is short does not wait for its last cases.
  const over = new AbortController();
  const graceMs = seconds * 2_000 + shortestGraceMs;
  await Promise.race([Promise.all(lanes), wait(graceMs, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
  return [...suspects];
}

/** Runs cases one by one. @returns the first one that fails, with the smallest input found. */
async function repeat(world: World, seed: number, cases: readonly Case[]): Promise<Defect | undefined> {
  for (const { kind, number } of cases) {
    // What it did before is told already.
    await world[kind.on].troubles();
    const failure = await kind.run(world, seed, number, shrinkMs);
    if (failure !== undefined) return { ...failure, kind: kind.name, number, isRepeated: true };
  }
  return undefined;
}

const residentMbOf = ({ plain, spoilt }: World) => [plain.residentMb(), spoilt.residentMb()];

function tooLarge(residentMb: readonly number[]): Defect | undefined {
  if (residentMb.every((megabytes) => megabytes <= maxResidentMb)) return undefined;
  const findings = `the gateways have ${residentMb.join(' and ')} MB at the end, more than ${maxResidentMb}`;
  return { kind: 'memory', number: 0, findings, input: 'all cases', isRepeated: false };
}
