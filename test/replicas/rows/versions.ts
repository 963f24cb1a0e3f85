/** P1: of several changes of the same version, one wins; and EC2 never gets two changes of one resource at once. */
import { createRandom, type Random } from '../../ledger/random.ts';
import { filterId, ruleId, sessionId } from '../../support/demo.ts';
import type { Answer, Client } from '../client.ts';
import { type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, modify, versionOf } from '../row.ts';
import { overlaps } from '../watchedEc2.ts';

const replicas = 3;
const sessions = 10;

export const versions: Driver = async ({ seed, isShort, hasStore }) => {
  const rig = await startRig({ replicas, hasStore });
  // So long that changes at the same time would meet.
  rig.ec2.changeMs = 20;
  const races = isShort ? 20 : 200;
  const raced = await race(rig, (begun) => begun >= races);
  const more = `${racesWith(raced, (count) => count > 1)} with several; ${codesOf(raced.answers)}`;
  const single = racesWith(raced, (count) => count === 1);
  rig.ec2.forget();
  const wanted = isShort ? 150 : 1_000;
  const made = await changeAtOnce(rig, wanted, createRandom(seed));
  return [
    exactly('P1: races of one ifVersion with a single winner', single, races, more),
    exactly(
      `P1: two changes of one resource at once at EC2, in ≥ ${wanted} changes without ifVersion`,
      overlaps(rig.ec2.seen),
      0,
      `${made} changes`,
    ),
  ];
};

/** The winners of each race, and what everybody was told. */
export interface Races {
  readonly winners: readonly number[];
  readonly answers: readonly Answer[];
}

/** Each race: one version, and a change of it through each replica. @param isOver asked before each race. */
export async function race(rig: Rig, isOver: (begun: number) => boolean): Promise<Races> {
  let begun = 0;
  let lengths = 1_000;
  const winners: number[] = [];
  const answers: Answer[] = [];
  await Promise.all(
    Array.from({ length: sessions }, async (_, index) => {
      const trafficMirrorSessionId = sessionId(index + 1);
      const clients = await Promise.all(rig.gateways.map((_, place) => rig.client(place)));
      while (!isOver(begun++)) {
        const ifVersion = await versionOf(clients[begun % replicas] as Client, trafficMirrorSessionId);
        const told = await Promise.all(
          clients.map((client) =>
            modify(client, { trafficMirrorSessionId, ifVersion, packetLength: 1 + (lengths++ % 8_000) }),
          ),
        );
        answers.push(...told);
        winners.push(told.filter(({ code }) => code === undefined).length);
      }
    }),
  );
  return { winners, answers };
}

/** How many races had so many winners. */
export const racesWith = ({ winners }: Races, fits: (count: number) => boolean) =>
  winners.filter(fits).length;

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
