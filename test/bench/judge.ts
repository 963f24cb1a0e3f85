/** Reads a whole estate with the gateway's readers, and judges it by all rules whenever it is asked to. */

import { openAllowance } from '../../src/ec2/estate/allowance.ts';
import { readEstate } from '../../src/ec2/estate/readEstate.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { createUsage, noCost } from '../../src/ec2/usage.ts';
import { createProtocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { createPause } from '../../src/longWork.ts';
import { estateKinds } from '../../src/mirroring/facts.ts';
import { evaluate } from '../../src/mirroring/findings/evaluate.ts';
import { allCodes, kindsFor } from '../../src/mirroring/findings/rules.ts';
import { noSpan } from '../../src/trace.ts';
import { serveParent } from './child.ts';

const accountId = '123456789012';
const region = 'us-east-1';
const scope = createScope({
  accountId,
  region,
  endpoint: process.env.EC2_URL,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  allows: () => true,
  protocols: process.env.READER === 'sdk' ? sdkProtocols : createProtocols(),
});
const gateway = { serves: (id: string) => id === accountId, approves: undefined };

/** @returns what some work results in, and how long it took. */
async function measure<Result>(work: () => Promise<Result>): Promise<{ result: Result } & Measured> {
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  let [seenAt, blockMs, isDone] = [startedAt, 0, false];
  const look = () => {
    const now = performance.now();
    blockMs = Math.max(blockMs, now - seenAt);
    seenAt = now;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  const result = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(usedBefore);
  isDone = true;
  look();
  return { result, ms, cpuMs: (user + system) / 1_000, blockMs };
}

/** How long some work took. */
export interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  /** The longest time without a turn of others. */
  readonly blockMs: number;
}

export interface JudgeFacts {
  readonly calls: number;
  readonly read: Measured & { readonly peakMb: number };
  readonly tables: Measured;
}

export interface Judged extends Measured {
  readonly findings: number;
}

const usage = createUsage({
  callers: ['bench'],
  signal: new AbortController().signal,
  cost: noCost(),
  span: noSpan,
});
const { result: facts, ...times } = await measure(() =>
  readEstate({
    scope,
    scopes: { find: () => undefined },
    kinds: kindsFor(new Set(allCodes)),
    allowance: openAllowance({ calls: 1_000, ms: 600_000 }),
    usage,
  }),
);
const read = { ...times, peakMb: process.resourceUsage().maxRSS / 1_024 };
// Puts every record in anew, which makes all tables as at the end of reading.
const everything: Parameters<typeof facts.with>[0] = Object.fromEntries(
  estateKinds.map((kind) => [kind, { put: facts[kind].known }]),
);
const { result: _, ...tables } = await measure(async () => facts.with(everything));

const measured: JudgeFacts = { calls: usage.cost.calls, read, tables };
serveParent(measured, async (): Promise<Judged> => {
  const { result, ...measured } = await measure(() =>
    evaluate(facts, { accountId, region, gateway, pause: createPause() }),
  );
  return { ...measured, findings: result.findings.length };
});
