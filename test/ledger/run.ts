/**
 * The ledger: writers send changes through a gateway to an EC2 while both are killed and the network loses requests. Then what callers
 * were told, what EC2 has and what the audit file says are compared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import { startEmulator } from '../../src/emulator/server.ts';
import { groupBy } from '../../src/mirroring/grouped.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { checkAudit } from './audited.ts';
import { createCaller } from './caller.ts';
import type { Estate, Resource } from './changes.ts';
import { keepGateway } from './gateway.ts';
import { type Found, fields, isSame, type Kind, listAll } from './kinds.ts';
import { type Network, startNetwork } from './network.ts';
import { type Kept, keepProgram } from './programs.ts';
import { createRandom, type Random } from './random.ts';
import { type Entry, makeChange, type Violation } from './writer.ts';

export interface LedgerOptions {
  /** Decides every choice: the changes, the faults and when the programs are killed. */
  readonly seed: number;
  readonly changes: number;
  /** How often each program is killed, and how often it is terminated. */
  readonly strikes: number;
  readonly writers: number;
}

export interface Ledger {
  readonly entries: readonly Entry[];
  readonly violations: readonly Violation[];
  /** Changes in the audit file. */
  readonly recorded: number;
  /** Has the audit file and EC2's state; removed if nothing is wrong. */
  readonly folder: string;
  readonly mishaps: ReadonlyMap<string, number>;
  readonly strikes: ReadonlyMap<string, number>;
}

/** The share of requests that get a fault, both on the way to the gateway and from it to EC2. */
const lostShare = 0.05;
const permissions =
  'traffic-mirror:read traffic-mirror:session:write traffic-mirror:target:write traffic-mirror:filter:write traffic-mirror:tag:write traffic-mirror:delete';

export async function runLedger({ seed, changes, strikes, writers }: LedgerOptions): Promise<Ledger> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const files = { state: join(folder, 'ec2.json'), audit: join(folder, 'audit.jsonl') };
  const interfaces = await prepareState(files.state, writers * interfacesPerWriter);
  const world = await startWorld(files, createRandom(seed));
  const violations: Violation[] = [];
  const report = (violation: Violation) => violations.push(violation);
  const ec2 = new EC2Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${world.ec2.port}`,
    credentials: { accessKeyId: 'AKIALEDGER', secretAccessKey: 'ledger' },
  });
  const entries: Entry[] = [];
  try {
    const inspect = (resource: Resource) => findInEc2(ec2, resource);
    const estates = Array.from({ length: writers }, (_, writer): Estate => {
      const own = interfaces.slice(writer * interfacesPerWriter, (writer + 1) * interfacesPerWriter);
      return { writer, interfaces: own, resources: [], count: 0 };
    });
    const run = `ledger-${seed}`;
    let left = changes;
    const write = async (estate: Estate) => {
      const own = createRandom(seed + 1 + estate.writer);
      while (left-- > 0)
        entries.push(await makeChange({ estate, random: own, run, caller: world.caller, inspect, report }));
    };
    const struck = strikeAtRandom(world, createRandom(seed), strikes, () => entries.length / changes);
    await Promise.all([...estates.map(write), struck]);
    // The start of a gateway records an outcome for the intents of one that was killed.
    await world.gateway.strike('SIGTERM');
    await world.gateway.stop();
    for (const { deaths } of [world.gateway, world.ec2])
      for (const text of deaths) report({ kind: 'unexpected', text });
    const found = (await Promise.all(kinds.map((kind) => listAll(ec2, kind)))).flat();
    checkEstates(estates, found, report);
    const recorded = await checkAudit(files.audit, entries, found, report);
    if (violations.length === 0) rmSync(folder, { recursive: true });
    return { entries, violations, recorded, folder, mishaps: world.mishaps(), strikes: await struck };
  } finally {
    ec2.destroy();
    await world.stop();
  }
}

const interfacesPerWriter = 2;
const kinds = Object.keys(fields) as Kind[];

/** Writes a state file with interfaces and nothing else. @returns their ids. */
async function prepareState(stateFile: string, count: number): Promise<string[]> {
  const emulator = await startEmulator({ stateFile });
  const surroundings = emulator.surroundings();
  const ids = Array.from({ length: count }, () => surroundings.addNetworkInterface());
  await emulator.stop();
  return ids;
}

type World = Awaited<ReturnType<typeof startWorld>>;

/** Writers → network → gateway → network → EC2, and an issuer of tokens. */
async function startWorld(files: { readonly state: string; readonly audit: string }, random: Random) {
  const issuer = await startTokenIssuer();
  const ec2 = await keepProgram({
    file: 'emulator.js',
    portVariable: 'EMULATOR_PORT',
    env: { EMULATOR_SEED: 'empty', EMULATOR_STATE_FILE: files.state },
  });
  const toEc2 = await startNetwork(random, lostShare, () => ec2.port);
  const gateway = await keepGateway(`http://127.0.0.1:${toEc2.port}`, {
    ...issuer.env,
    EC2_BUDGET_PERCENT: '100',
    AUDIT_FILE: files.audit,
  });
  const toGateway = await startNetwork(random, lostShare, () => gateway.port);
  const exp = Math.floor(Date.now() / 1_000) + 3 * 3_600;
  const token = await issuer.token(permissions, { exp });
  return {
    ec2,
    toEc2,
    gateway,
    toGateway,
    caller: createCaller(`http://127.0.0.1:${toGateway.port}`, token),
    mishaps() {
      const sum = new Map<string, number>();
      for (const { counts } of [toEc2, toGateway])
        for (const [mishap, count] of counts) sum.set(mishap, (sum.get(mishap) ?? 0) + count);
      return sum;
    },
    async stop() {
      toGateway.stop();
      await gateway.stop();
      toEc2.stop();
      await ec2.stop();
      await issuer.stop();
    },
  };
}

/** Kills and terminates both programs, spread over the run. @returns how often each got a signal. */
async function strikeAtRandom(
  world: World,
  random: Random,
  strikes: number,
  progress: () => number,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const plan = (['gateway', 'ec2'] as const).flatMap((program) =>
    (['SIGKILL', 'SIGTERM'] as const).flatMap((signal) =>
      Array.from({ length: strikes }, () => ({ program, signal, at: random.below(1_000) / 1_000 })),
    ),
  );
  const networkOf: Record<'gateway' | 'ec2', Network> = { gateway: world.toGateway, ec2: world.toEc2 };
  for (const { program, signal, at } of plan.sort((one, other) => one.at - other.at)) {
    while (progress() < at * 0.95) await wait(5);
    await strike(world[program], networkOf[program], signal);
    const name = `${program} ${signal}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

async function strike(program: Kept, network: Network, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await program.strike(signal, async () => network.close());
  await network.open();
}

/** Waits while EC2 is down. A resource whose id is not known is found by its marker. */
async function findInEc2(ec2: EC2Client, { kind, id, marker }: Resource): Promise<Found[]> {
  for (const giveUpAt = Date.now() + 60_000; ; await wait(50)) {
    try {
      const all = await listAll(ec2, kind);
      return all.filter((item) => item.marker === marker || item.id === id);
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}

/** Checks that EC2 has exactly what the ledger says at the end. */
function checkEstates(
  estates: readonly Estate[],
  found: readonly Found[],
  report: (violation: Violation) => void,
): void {
  const byMarker = groupBy(found, ({ kind, marker }) => `${kind} ${marker}`);
  const expected = new Map(
    estates.flatMap(({ resources }) =>
      resources.map((resource) => [`${resource.kind} ${resource.marker}`, resource]),
    ),
  );
  for (const [name, { state }] of expected) {
    const [first, ...more] = byMarker.get(name) ?? [];
    if (more.length > 0) report({ kind: 'duplicate', text: `${name} is there ${more.length + 1} times` });
    if (isSame(first?.state, state)) continue;
    const text = `${name}: EC2 has ${JSON.stringify(first?.state)} instead of ${JSON.stringify(state)}`;
    report({ kind: state === undefined ? 'falseFailure' : 'lostAcknowledgement', text });
  }
  for (const [name, items] of byMarker)
    if (!expected.has(name)) report({ kind: 'duplicate', text: `${name} (${items[0]?.id}) is nobody's` });
}
