/** Reads a whole estate with the gateway's readers, and judges it by all rules whenever it is asked to. */
import { createPause } from '../../src/api/turns.ts';
import { openAllowance } from '../../src/ec2/estate/allowance.ts';
import { readEstate } from '../../src/ec2/estate/readEstate.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { createUsage, noCost } from '../../src/ec2/usage.ts';
import { createProtocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { estateKinds } from '../../src/mirroring/facts.ts';
import { evaluate } from '../../src/mirroring/findings/evaluate.ts';
import { kindsFor, rules } from '../../src/mirroring/findings/rules.ts';
import { serveParent } from './child.js';

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
const gateway = { serves: (id) => id === accountId, approves: undefined };

/** @returns what some work results in, its time and processor time, and the longest time without a turn of others, in milliseconds. */
async function measure(work) {
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

const usage = createUsage({ callers: ['bench'], signal: new AbortController().signal, cost: noCost() });
const { result: facts, ...times } = await measure(() =>
  readEstate({
    scope,
    scopes: { find: () => undefined },
    kinds: kindsFor(new Set(rules.map(({ code }) => code))),
    allowance: openAllowance({ calls: 1_000, ms: 600_000 }),
    usage,
  }),
);
const read = { ...times, peakMb: process.resourceUsage().maxRSS / 1_024 };
// Puts every record in anew, which makes all tables as at the end of reading.
const everything = Object.fromEntries(estateKinds.map((kind) => [kind, { put: facts[kind].known }]));
const { result: _, ...tables } = await measure(async () => facts.with(everything));

serveParent({ calls: usage.cost.calls, read, tables }, async () => {
  const { result, ...measured } = await measure(() =>
    evaluate(facts, { accountId, region, gateway, pause: createPause() }),
  );
  return { ...measured, findings: result.findings.length };
});
