/** Reads the policy file, also again while the gateway runs. */
import { readFile } from 'node:fs/promises';
import type { Problems } from './json.ts';
import { type Policies, type PolicySurroundings, parsePolicies } from './policies.ts';
import { readSettled } from './settled.ts';

/** What is in force. */
export interface PoliciesInForce extends Policies {
  /** When it came into force, ISO 8601 in UTC. */
  readonly loadedAt: string;
  /** What is wrong with a newer text, one line each. Empty: there is none. */
  readonly problems: readonly string[];
}

export interface PolicyFile {
  /**
   * Looks at the file: a notification would miss the change of a ConfigMap, whose files are links. A text that is wrong changes nothing
   * but `problems`. The same text is judged again when what it must agree with has changed. Never rejects.
   */
  inForce(): Promise<PoliciesInForce>;
}

interface PolicyFileOptions {
  readonly path: string;
  readonly surroundings: () => PolicySurroundings;
  /** How long a new text must stay the same, so that nothing is used that is still being written. */
  readonly settleMs?: number;
}

/** @returns what the file says, or every problem. */
export async function readPolicyFile(
  path: string,
  surroundings: PolicySurroundings,
): Promise<(Policies & { readonly text: string }) | Problems> {
  const read = await readText(path);
  if ('problems' in read) return read;
  const parsed = parsePolicies(read.text, surroundings);
  return 'problems' in parsed ? parsed : { ...parsed, text: read.text };
}

/** Opens the policy file. @returns every problem, if it cannot be used. */
export async function openPolicyFile({
  path,
  surroundings,
  settleMs = 500,
}: PolicyFileOptions): Promise<PolicyFile | Problems> {
  const judgedBy = surroundings();
  const first = await readPolicyFile(path, judgedBy);
  if ('problems' in first) return first;
  const { text, ...policies } = first;
  let seen: Text = { text };
  let judged = keyOf(judgedBy);
  let state: PoliciesInForce = { ...policies, loadedAt: new Date().toISOString(), problems: [] };
  let looking: Promise<PoliciesInForce> | undefined;

  async function look(): Promise<PoliciesInForce> {
    const isSeen = isEqual(await readText(path), seen);
    if (isSeen && keyOf(surroundings()) === judged) return state;
    if (!isSeen) seen = await readSettled(() => readText(path), settleMs);
    const around = surroundings();
    judged = keyOf(around);
    const next = 'problems' in seen ? seen : parsePolicies(seen.text, around);
    const isSame = 'revision' in next && next.revision === state.revision;
    const problems = 'problems' in next ? next.problems : [];
    state =
      'problems' in next || isSame
        ? { ...state, problems }
        : { ...next, loadedAt: new Date().toISOString(), problems };
    return state;
  }

  return {
    inForce() {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}

type Text = { readonly text: string } | Problems;

const isEqual = (one: Text, other: Text) => JSON.stringify(one) === JSON.stringify(other);

const keyOf = ({ places, approvedTargets }: PolicySurroundings): string =>
  JSON.stringify([places?.map(({ accountId, region }) => [accountId, region]), approvedTargets]);

const readText = (path: string): Promise<Text> =>
  readFile(path, 'utf8').then(
    (text) => ({ text }),
    ({ message }: Error) => ({ problems: [`cannot be read: ${message}`] }),
  );
