/** P5: what clients are told of creates whose answers were lost, while EC2 throttles; obeying it makes no duplicate. */
import { createRandom } from '../../ledger/random.ts';
import type { Row } from '../../support/rows.ts';
import type { Answer, Client } from '../client.ts';
import { type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly } from '../row.ts';

/** Few enough that none waits for EC2's rate for ten seconds, which may be told as THROTTLED: it was not sent. */
const clients = 12;
const lostOnce = 10;
const lostAlways = 3;

export const lostAnswers: Driver = async ({ seed, isShort, hasStore }) => {
  const creates = isShort ? 80 : 220;
  const rig = await startRig({ replicas: hasStore ? 3 : 1, hasStore });
  const lost = loseAnswers(rig, creates, seed);
  const told: Answer[] = [];
  let next = 0;
  const create = async () => {
    const client = await rig.client();
    for (let n = next++; n < creates; n = next++) told.push(...(await createOnce(client, nameOf(n))));
  };
  await Promise.all(Array.from({ length: clients }, create));
  const firsts = codesOf(told);
  const wrong = told.filter(({ code }) => code !== undefined && code !== 'OUTCOME_UNKNOWN');
  const names = await namesIn(await rig.client());
  return [
    exactly('P5: answers lost after the create was made', lost.size, lostOnce + lostAlways),
    toldRow('P5: told THROTTLED', told, 'THROTTLED', firsts),
    exactly('P5: told anything but success or OUTCOME_UNKNOWN', wrong.length, 0, codesOf(wrong)),
    exactly('P5: filters that are there', new Set(names).size, creates),
    exactly('P5: duplicates after obeying', names.length - new Set(names).size, 0),
  ];
};

const nameOf = (n: number) => `lost answers ${n}`;

const toldRow = (what: string, told: readonly Answer[], code: string, more: string): Row =>
  exactly(what, told.filter((answer) => answer.code === code).length, 0, more);

/** @returns the descriptions of those that have lost an answer. */
function loseAnswers(rig: Rig, creates: number, seed: number): ReadonlySet<string> {
  const random = createRandom(seed);
  const chosen = new Set<string>();
  while (chosen.size < lostOnce + lostAlways) chosen.add(nameOf(random.below(creates)));
  const always = new Set([...chosen].slice(0, lostAlways));
  const lost = new Set<string>();
  rig.ec2.isLost = ({ action, params, code }) => {
    const name = params.get('Description') ?? '';
    const isLost = action === 'CreateTrafficMirrorFilter' && code === undefined && chosen.has(name);
    if (!isLost || (lost.has(name) && !always.has(name))) return false;
    lost.add(name);
    return true;
  };
  return lost;
}

/** Does what the documentation says: after OUTCOME_UNKNOWN, it reads before it creates again. @returns what it was told. */
async function createOnce(client: Client, description: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (;;) {
    const answer = await client(
      'mutation ($input: CreateTrafficMirrorFilterInput!) { createTrafficMirrorFilter(input: $input) { userErrors { code } } }',
      { input: { description } },
    );
    answers.push(answer);
    if (answer.code === undefined) return answers;
    if (answer.code === 'OUTCOME_UNKNOWN' && (await namesIn(client)).includes(description)) return answers;
    if (answers.length > 5) return answers;
  }
}

async function namesIn(client: Client): Promise<string[]> {
  const answer = await client('{ trafficMirrorFilters(first: 1000) { nodes { description } } }');
  const list = answer.data?.trafficMirrorFilters as
    | { nodes: { description: string | null }[] }
    | null
    | undefined;
  if (!list) throw new Error(`the filters were not read: ${answer.status} ${answer.code}`);
  return list.nodes.flatMap(({ description }) =>
    description?.startsWith('lost answers') ? [description] : [],
  );
}
