/**
 * Measures the cost of refusing the attack documents: `npx tsx test/bench/attacks.ts`. Client and gateway share the process, so the CPU
 * time is that of both; a health check is measured for comparison. Prints medians of several runs.
 */
import { cpus } from 'node:os';
import { attacks } from '../support/attacks.ts';
import { startTestGateway } from '../support/gateway.ts';

const runs = 9;
const gateway = await startTestGateway();

interface Sample {
  status: number;
  bytes: number;
  cpuMs: number;
}

async function measure(path: string, init: RequestInit): Promise<Sample> {
  const before = process.cpuUsage();
  const answer = await fetch(`${gateway.url}${path}`, init);
  const { length } = Buffer.from(await answer.arrayBuffer());
  const { user, system } = process.cpuUsage(before);
  return { status: answer.status, bytes: length, cpuMs: (user + system) / 1_000 };
}

async function median(
  path: string,
  init: RequestInit,
): Promise<Sample & { firstMs: number; worstMs: number }> {
  const samples: Sample[] = [];
  for (let i = 0; i < runs; i++) samples.push(await measure(path, init));
  const [first] = samples as [Sample];
  const ordered = samples.map(({ cpuMs }) => cpuMs).sort((a, b) => a - b);
  return { ...first, firstMs: first.cpuMs, cpuMs: ordered[runs >> 1] ?? 0, worstMs: ordered[runs - 1] ?? 0 };
}

const row = (...cells: (string | number)[]) =>
  console.log(
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(48) : String(cell).padStart(9))).join(''),
  );

for (let i = 0; i < 100; i++) await measure('/health/live', {});
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, node ${process.version}, ${runs} runs, CPU milliseconds`,
);
row('', 'status', 'bytes', 'first', 'median', 'worst');
const rows = [{ name: '(health check, for comparison)', ...(await median('/health/live', {})) }];
for (const { name, path, init } of attacks) rows.push({ name, ...(await median(path, init)) });
rows.sort((a, b) => b.cpuMs - a.cpuMs);
for (const { name, status, bytes, firstMs, cpuMs, worstMs } of rows)
  row(name, status, bytes, firstMs.toFixed(1), cpuMs.toFixed(1), worstMs.toFixed(1));
const medians = rows.map(({ cpuMs }) => cpuMs);
console.log(`${attacks.length} attacks; the worst median is ${Math.max(...medians).toFixed(1)} ms`);
await gateway.stop();
