/** What `audit:verify` prints. */
import type { Problem } from './rules.ts';
import type { RunLines, Stretch } from './stretch.ts';

/** How many characters of a bad line are shown. */
const maxShown = 2_000;

export function toSummary(stretch: Stretch, isWhole: boolean): string[] {
  const { sources, count, last, open, owed, runs } = stretch;
  const state = isWhole ? 'unbroken' : 'broken';
  return [
    `${sources.join(', ')}: ${count} lines, the chain is ${state}; the last line's SHA-256 is ${last.hash}`,
    `intents without an outcome: ${open.size}`,
    ...[...open.values()].map(({ seq, ts, requestId, action, resources }) =>
      shown(JSON.stringify({ seq, ts, requestId, action, resources })),
    ),
    ...(owed.length > 0 ? [`outcomes of intents before the first line: ${owed.length}`] : []),
    ...runs.filter(({ first }) => first.line.v === 2).map(toRun),
  ];
}

function toRun({ first, last }: RunLines): string {
  const { chain, replica, seq } = first.line;
  const ends = { stopped: 'stopped', moved: 'goes on in another file' };
  const end = last.line.event === 'closed' ? ends[String(last.line.reason) as keyof typeof ends] : undefined;
  const state = end ?? 'not closed: it runs, was killed, or the end is cut off';
  return shown(
    `run ${JSON.stringify(chain)} of ${JSON.stringify(replica)}: seq ${seq} to ${last.line.seq}, ${state}`,
  );
}

const shown = (text: string) => `  ${text}`;

export const toComplaint = ({ at, reason }: Problem): string =>
  // JSON escapes control characters, which could otherwise manipulate the reader's terminal.
  `${at.source}: line ${at.number} ${reason}\n  ${JSON.stringify(at.text.slice(0, maxShown))}`;
