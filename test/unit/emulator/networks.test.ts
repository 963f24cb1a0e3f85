/** The seeds that are network descriptions: what they hold. What must be found in them, the tests of findings check. */
import { describe, expect, test } from '@jest/globals';
import { brokenNetwork } from '../../../src/emulator/seeds/networks/broken.ts';
import { policiesNetwork } from '../../../src/emulator/seeds/networks/policies.ts';
import { wideNetwork } from '../../../src/emulator/seeds/networks/wide.ts';
import { seedWorld } from '../../../src/emulator/seeds/seed.ts';
import { type Estate, tableNames, World } from '../../../src/emulator/state/world.ts';

const main = { accountId: '123456789012', region: 'us-east-1' };

function seeded(seed: Parameters<typeof seedWorld>[1]): World {
  const world = new World();
  seedWorld(world, seed, main);
  return world;
}
const mainEstate = (world: World): Estate => world.estate(main.accountId, main.region);

/** The codes of the catalogue of faults. */
const faults = [
  ...['TARGET_GONE', 'COLLECTOR_STOPPED', 'NLB_NO_LISTENER', 'NLB_NO_TARGETS', 'SG_BLOCKS'],
  ...['NLB_BACKEND_BLOCKS', 'NACL_BLOCKS', 'NO_ROUTE'],
  ...['SOURCE_BILLED_IDLE', 'FILTER_EMPTY', 'FILTER_NO_ACCEPT', 'SESSION_SHADOWED'],
  ...['NLB_UNHEALTHY', 'NLB_ZONE_EMPTY', 'VNI_AMBIGUOUS', 'LENGTH_SHORT', 'RULE_CONTRADICTED'],
  ...['COLLECTOR_MIRRORED', 'FOREIGN_TARGET', 'UNAPPROVED_TARGET'],
  ...['NLB_ONE_ZONE', 'FILTER_ONE_WAY', 'RULE_SHADOWED', 'IPV6_NOT_MIRRORED', 'GWLBE_TRUNCATES'],
  'TARGET_NEARLY_FULL',
];

describe('broken', () => {
  const world = seeded('broken');
  const { sessions } = mainEstate(world);

  test('has each fault once', () => {
    const tagged = [...world.estates.values()].flatMap((estate) =>
      tableNames.flatMap((name) =>
        estate[name].list().flatMap(({ tags }) => tags.filter(({ key }) => key === 'fault')),
      ),
    );
    expect(tagged.map(({ value }) => value).sort()).toEqual([...faults].sort());
  });

  test('has 200 sessions at the clean targets: 140 at two load balancers, 60 at ten interfaces', () => {
    const byTarget = new Map<string, number>();
    for (const { trafficMirrorTargetId: id } of sessions.list())
      byTarget.set(id, (byTarget.get(id) ?? 0) + 1);
    const counts = [...byTarget.values()];
    expect(counts.filter((count) => count === 70)).toHaveLength(2);
    expect(counts.filter((count) => count === 6)).toHaveLength(10);
  });
});

test('the foreign target of broken belongs to another account, whichever the main one is', () => {
  for (const accountId of [main.accountId, '210987654321']) {
    const world = new World();
    seedWorld(world, 'broken', { ...main, accountId });
    const isForeign = ({ tags }: { tags: readonly { value: string }[] }) =>
      tags.some(({ value }) => value === 'FOREIGN_TARGET');
    const owners = [...world.estates.values()].filter(({ targets }) => targets.list().some(isForeign));
    expect(owners.map((estate) => estate.accountId)).not.toContain(accountId);
    expect(owners).toHaveLength(1);
  }
});

describe('wide', () => {
  test('has one session for each interface, at ten load balancers that have healthy hosts', () => {
    const { sessions, loadBalancers, listeners, targetGroups } = mainEstate(seeded('wide:250'));
    expect(sessions.size).toBe(250);
    expect(new Set(sessions.list().map((one) => one.networkInterfaceId)).size).toBe(250);
    expect([loadBalancers.size, listeners.size]).toEqual([10, 10]);
    expect(targetGroups.list().map(({ registrations }) => registrations.length)).toEqual(Array(10).fill(2));
  });
});

describe('policies', () => {
  test('has interfaces in three zones, two targets in each, and no sessions', () => {
    const { sessions, targets, networkInterfaces } = mainEstate(seeded('policies:500'));
    expect([sessions.size, targets.size]).toEqual([0, 6]);
    const sources = networkInterfaces.list().filter(({ tags }) => tags.some(({ key }) => key === 'mirror'));
    expect(sources).toHaveLength(500);
    expect(new Set(sources.map((one) => one.availabilityZone)).size).toBe(3);
  });
});

describe.each([
  ['broken', brokenNetwork(main)],
  ['wide', wideNetwork(30_000, main)],
  ['policies', policiesNetwork(30_000, main)],
])('%s', (_, { estates }) => {
  test('has every address in its subnet, and no address twice', () => {
    const { networkInterfaces = [], subnets = [] } = estates[0] ?? {};
    const blocks = new Map(subnets.map(({ id, cidrBlock = '' }) => [id, cidrBlock]));
    const used = networkInterfaces.map((one) => `${one.subnetId} ${one.privateIpAddress}`);
    expect(new Set(used).size).toBe(used.length);
    const wrong = networkInterfaces.filter(({ subnetId, privateIpAddress = '' }) => {
      const [base = '', length] = (blocks.get(subnetId) ?? '').split('/');
      const shift = 32 - Number(length);
      return toNumber(base) >>> shift !== toNumber(privateIpAddress) >>> shift;
    });
    expect(wrong).toEqual([]);
  });
});

describe.each(['broken', 'wide:50', 'policies:50'] as const)('%s', (seed) => {
  test('is the same each time', () => {
    const ids = (world: World) =>
      tableNames.map((name) =>
        mainEstate(world)
          [name].list()
          .map(({ id }) => id),
      );
    expect(ids(seeded(seed))).toEqual(ids(seeded(seed)));
  });
});

const toNumber = (address: string) => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
