/** P1: of several changes of the same version, one wins; and EC2 never gets two changes of one resource at once. */
import { createRandom, type Random } from '../../ledger/random.ts';
import { filterId, ruleId, sessionId } from '../../support/demo.ts';
import type { Row } from '../../support/rows.ts';
import type { Client } from '../client.ts';
import { type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, modify, versionOf } from '../row.ts';
import { overlaps } from '../watchedEc2.ts';

const replicas = 3;
const sessions = 10;

export const versions: Driver = async ({ seed, isShort, hasStore }) => {
  const rig = await startRig({ replicas, hasStore });
  // So long that changes at the same time would meet.
  rig.ec2.changeMs = 20;
  const rows = [await race(rig, isShort ? 20 : 200)];
  rig.ec2.forget();
  const wanted = isShort ? 150 : 1_000;
  const made = await changeAtOnce(rig, wanted, createRandom(seed));
  const what = 'P1: two changes of one resource at once at EC2';
  const more = `${made} changes without ifVersion`;
  return [...rows, { ...exactly(what, overlaps(rig.ec2.seen), 0, more), target: `0 in ≥ ${wanted} changes` }];
};

/** Each race: one version, and a change of it through each replica. */
export async function race(rig: Rig, races: number): Promise<Row> {
  let begun = 0;
  let lengths = 1_000;
  const winners: number[] = [];
  const answers: Awaited<ReturnType<typeof modify>>[] = [];
  await Promise.all(
    Array.from({ length: sessions }, async (_, index) => {
      const trafficMirrorSessionId = sessionId(index + 1);
      const clients = await Promise.all(rig.gateways.map((_, place) => rig.client(place)));
      while (begun++ < races) {
        const ifVersion = await versionOf(clients[begun % replicas] as Client, trafficMirrorSessionId);
        const told = await Promise.all(
          clients.map((client) =>
            modify(client, { trafficMirrorSessionId, ifVersion, packetLength: lengths++ }),
          ),
        );
        answers.push(...told);
        winners.push(told.filter(({ code }) => code === undefined).length);
      }
    }),
  );
  const single = winners.filter((count) => count === 1).length;
  const several = winners.filter((count) => count > 1).length;
  return exactly(
    'P1: races of one ifVersion with a single winner',
    single,
    races,
    `${several} with several; ${codesOf(answers)}`,
  );
}

const tag = (value: number) => ({ key: 'replicas', value: String(value) });
const mutations: readonly ((client: Client, random: Random, n: number) => ReturnType<Client>)[] = [
  (client, random, n) =>
    modify(client, { trafficMirrorSessionId: sessionId(1 + random.below(3)), packetLength: 1 + (n % 8_000) }),
  (client, _, n) =>
    client(
      'mutation ($input: ModifyTrafficMirrorFilterRuleInput!) { modifyTrafficMirrorFilterRule(input: $input) { userErrors { code } } }',
      { input: { trafficMirrorFilterRuleId: ruleId, description: `change ${n}` } },
    ),
  ...Array(3).fill((client: Client, random: Random, n: number) =>
    client(
      'mutation ($input: TagTrafficMirrorResourcesInput!) { tagTrafficMirrorResources(input: $input) { userErrors { code } } }',
      { input: { resourceIds: [sessionId(1 + random.below(3)), filterId(1)], add: [tag(n)] } },
    ),
  ),
];

/** Changes few resources through all replicas. @returns how many changes were made. */
async function changeAtOnce(rig: Rig, wanted: number, random: Random): Promise<number> {
  let [made, n] = [0, 0];
  const write = async (place: number) => {
    const client = await rig.client(place);
    while (made < wanted) if ((await random.pick(mutations)(client, random, n++)).code === undefined) made++;
  };
  await Promise.all(Array.from({ length: replicas * 4 }, (_, index) => write(index % replicas)));
  return made;
}
