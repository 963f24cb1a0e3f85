/** Compares the audit file with what callers were told and with what EC2 has. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BrokenChain, readChain } from '../../src/audit/chain.ts';
import { groupBy } from '../../src/mirroring/grouped.ts';
import type { Told } from './caller.ts';
import type { Found } from './kinds.ts';
import type { Entry, Violation } from './writer.ts';

interface Line {
  readonly seq: number;
  readonly event: string;
  readonly intent?: number;
  readonly requestId: string;
  readonly action: string;
  readonly resources?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outcome?: 'success' | 'failed' | 'unknown';
}

/** An intent and its outcome. */
interface Recorded extends Line {
  readonly end: Line | undefined;
}

type Report = (violation: Violation) => void;

/** @param found everything that EC2 has in the end. @returns how many changes are recorded. */
export async function checkAudit(
  file: string,
  entries: readonly Entry[],
  found: readonly Found[],
  report: Report,
): Promise<number> {
  try {
    for (const { seq, action } of (await readChain(file)).openIntents)
      report({ kind: 'orphanIntent', text: `line ${seq}: ${action}` });
  } catch (error) {
    if (!(error instanceof BrokenChain)) throw error;
    report({ kind: 'auditDisagrees', text: error.message });
    return 0;
  }
  const recorded = readRecorded(file);
  checkAnswers(recorded, entries, report);
  checkResources(recorded, entries, found, report);
  return recorded.length;
}

function readRecorded(file: string): Recorded[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const parsed = lines.map((line) => JSON.parse(line) as Line);
  const ends = new Map(parsed.map((line) => [line.intent, line]));
  return parsed
    .filter(({ event }) => event === 'intent')
    .map((intent) => ({ ...intent, end: ends.get(intent.seq) }));
}

/** Each answer must agree with the file. */
function checkAnswers(recorded: readonly Recorded[], entries: readonly Entry[], report: Report): void {
  const byRequest = groupBy(recorded, ({ requestId }) => requestId);
  for (const { change, answers } of entries) {
    for (const { requestId, told } of answers) {
      const lines = byRequest.get(requestId) ?? [];
      for (const [index, { resource, isImplied }] of change.parts.entries()) {
        if (isImplied) continue;
        const isOurs = ({ resources = [] }: Line) =>
          change.kind === 'create' || (resource.id !== undefined && resources.includes(resource.id));
        const outcomes = lines.filter(isOurs).map(({ end }) => end?.outcome);
        if (agrees(told[index], outcomes)) continue;
        const text = `${change.mutation} of ${resource.marker}: told ${told[index]}, recorded [${outcomes.join()}]`;
        report({ kind: 'auditDisagrees', text });
      }
    }
  }
}

function agrees(told: Told | undefined, outcomes: readonly Line['outcome'][]): boolean {
  const last = outcomes.at(-1);
  if (told === 'made') return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'success');
  // A change that was refused before the EC2 call has no line: also the second half, if the gateway was stopping.
  if (told === 'halfway')
    return outcomes.length <= 2 && outcomes[0] === 'success' && outcomes[1] !== 'success';
  if (told === 'notMade') return outcomes.every((outcome) => outcome === 'failed');
  if (told === 'unknown') return last === 'unknown';
  return true;
}

/** Replays every success in the file: the result must be what EC2 has. */
function checkResources(
  recorded: readonly Recorded[],
  entries: readonly Entry[],
  found: readonly Found[],
  report: Report,
): void {
  const known = new Set(entries.flatMap(({ change }) => change.parts.map(({ resource }) => resource.id)));
  const existing = new Map(found.map((item) => [item.id, item]));
  const replayed = new Map<string, Map<string, unknown>>();
  for (const { action, resources = [], inputs = {}, end } of recorded) {
    const id = idIn(action, [...resources, ...(end?.resources ?? [])]);
    if (id === undefined || end?.outcome === 'failed') continue;
    const isSure = end?.outcome === 'success';
    if (isSure && !known.has(id))
      report({ kind: 'auditDisagrees', text: `${action} made ${id}, which nobody asked for` });
    if (isSure && action.startsWith('DeleteTrafficMirror') && existing.has(id))
      report({ kind: 'auditDisagrees', text: `${id} is recorded as deleted and still there` });
    const values = replayed.get(id) ?? new Map<string, unknown>();
    replayed.set(id, values);
    for (const name of shown)
      if (inputs[name] !== undefined) values.set(name, isSure ? inputs[name] : undefined);
  }
  for (const [id, values] of replayed) {
    const item = existing.get(id);
    if (item === undefined) continue;
    for (const [name, value] of values) {
      const has = asRecorded(item.state[name.charAt(0).toLowerCase() + name.slice(1)]);
      if (value === undefined || value === has) continue;
      report({
        kind: 'auditDisagrees',
        text: `${name} of ${id} is recorded as ${value}, and EC2 has ${has}`,
      });
    }
  }
}

const shown = ['PacketLength', 'SessionNumber', 'RuleNumber', 'Description'];

/** Descriptions are recorded as hashes. */
const asRecorded = (value: unknown) =>
  typeof value === 'string' ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value;

/** The id of the resource that the action changes, of all ids in its lines. */
function idIn(action: string, ids: readonly string[]): string | undefined {
  const prefix = prefixes.find(([pattern]) => pattern.test(action))?.[1];
  return ids.find((id) => prefix === undefined || id.startsWith(prefix));
}

const prefixes: readonly (readonly [RegExp, string])[] = [
  [/Session/, 'tms-'],
  [/Target/, 'tmt-'],
  [/FilterRule/, 'tmfr-'],
  [/Filter/, 'tmf-'],
];
