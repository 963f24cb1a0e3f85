/** One writer: it makes one change after the other, settles those whose outcome is unknown, and reads EC2 itself after each. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Caller } from './caller.ts';
import { type Change, type Estate, nextChange, type Part, type Resource } from './changes.ts';
import { type Found, isSame, type State } from './kinds.ts';
import type { Random } from './random.ts';

/** A change with all answers to it, and its final outcome. */
export interface Entry {
  readonly change: Change;
  readonly answers: readonly Answer[];
}

/** A promise of the gateway that does not hold. */
export interface Violation {
  readonly kind:
    | 'lostAcknowledgement'
    | 'duplicate'
    | 'falseSuccess'
    | 'falseFailure'
    | 'orphanIntent'
    | 'auditDisagrees'
    | 'unsettled'
    | 'unexpected';
  readonly text: string;
}

export interface WriterOptions {
  readonly estate: Estate;
  readonly random: Random;
  /** Names the run, in markers and request ids. */
  readonly run: string;
  readonly caller: Caller;
  /** Reads EC2 directly. */
  readonly inspect: (resource: Resource) => Promise<readonly Found[]>;
  readonly report: (violation: Violation) => void;
}

/** Longer than a gateway may take to end, start and answer. */
const patienceMs = 120_000;
const pauseMs = 200;

/** Codes that a gateway must not return for a valid change. */
const neverRight =
  /^(INTERNAL_SERVER_ERROR|BAD_USER_INPUT|INVALID_INPUT|UNAUTHENTICATED|FORBIDDEN|OTHER|no code)$/;

/** Makes the next change of a writer. */
export async function makeChange(options: WriterOptions): Promise<Entry> {
  const { estate, random, run, caller, report } = options;
  const change = nextChange(estate, random, run);
  const answers: Answer[] = [];
  const name = `${change.mutation} ${JSON.stringify(change.input)}`;
  const send = async () => {
    const answer = await caller.send(change, `${run}-${estate.writer}-${estate.count}-${answers.length}`);
    answers.push(answer);
    for (const code of answer.codes)
      if (neverRight.test(code)) report({ kind: 'unexpected', text: `${code} for ${name}` });
    learn(change, answer, report);
    return answer;
  };
  const first = await send();
  const isDoubtful = first.told.some((told) => told === 'unknown' || told === 'silence');
  const settled = isDoubtful
    ? await settle(change, options, send)
    : first.told.map((told, index) => {
        const part = change.parts[index] as Part;
        if (told === 'made') return part.after;
        return told === 'halfway' ? part.halfway : part.resource.state;
      });
  for (const [index, part] of change.parts.entries()) {
    const state = settled[index];
    const told = first.told[index];
    await compare(part, state, {
      ...options,
      name: `${name}: told ${told}${isDoubtful ? ', settled later' : ''}`,
      isFailure: told === 'notMade',
    });
    part.resource.state = state;
  }
  return { change, answers };
}

/** A create that is acknowledged twice must be the same resource. */
function learn({ parts, kind }: Change, { id, told }: Answer, report: WriterOptions['report']): void {
  const resource = parts[0]?.resource;
  if (kind !== 'create' || resource === undefined || told[0] !== 'made') return;
  if (id === undefined)
    report({ kind: 'falseSuccess', text: `${resource.marker} was created without an id` });
  else if (resource.id !== undefined && resource.id !== id)
    report({ kind: 'duplicate', text: `${resource.marker} is ${resource.id} and ${id}` });
  resource.id ??= id;
}

/**
 * Finds out what became of a doubtful change, as a caller should: a create is sent again with the same key; anything else is
 * read first, and sent again if it does not show.
 *
 * @returns the state of each part.
 */
async function settle(
  change: Change,
  { caller, report }: WriterOptions,
  send: () => Promise<Answer>,
): Promise<State[]> {
  const before = change.parts.map(({ resource }) => resource.state);
  const after = change.parts.map(({ after: wanted }) => wanted);
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await wait(pauseMs)) {
    if (change.kind !== 'create') {
      const now = await Promise.all(change.parts.map(({ resource }) => caller.read(resource)));
      if (change.parts.every(({ after: wanted }, index) => isSame(now[index], wanted))) return after;
    }
    const { told, codes } = await send();
    if (told.every((each) => each === 'made')) return after;
    // The earlier attempt was made after all.
    if (change.kind === 'delete' && codes.includes('NOT_FOUND')) return after;
    const isRefused = told.every((each) => each === 'notMade') && codes.every((code) => !mayPass.test(code));
    if (isRefused) return before;
  }
  report({ kind: 'unsettled', text: `${change.mutation} ${JSON.stringify(change.input)}` });
  return before;
}

/** Refusals that say nothing about the earlier attempt. */
const mayPass =
  /^(THROTTLED|UPSTREAM_UNAVAILABLE|UPSTREAM_FORBIDDEN|OVERLOADED|AUDIT_UNAVAILABLE|COORDINATION_UNAVAILABLE|OUTCOME_UNKNOWN)$/;

async function compare(
  { resource }: Part,
  expected: State,
  { inspect, report, name, isFailure }: WriterOptions & { name: string; isFailure: boolean },
): Promise<void> {
  const found = await inspect(resource);
  if (found.length > 1)
    report({ kind: 'duplicate', text: `${name}: ${found.map(({ id }) => id).join(' and ')}` });
  const [first] = found;
  if (isSame(first?.state, expected)) return;
  const text = `${name}: EC2 has ${JSON.stringify(first?.state)} instead of ${JSON.stringify(expected)}`;
  report({ kind: isFailure ? 'falseFailure' : 'falseSuccess', text });
}
