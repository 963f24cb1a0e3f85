/** The content of the seeds. */
import { describe, expect, test } from '@jest/globals';
import { parseSeed, seedWorld } from '../../../src/emulator/seeds/seed.ts';
import { ec2TableNames, tableNames, World } from '../../../src/emulator/state/world.ts';

function seeded(seed: Parameters<typeof seedWorld>[1]) {
  const world = new World();
  seedWorld(world, seed, { accountId: '123456789012', region: 'us-east-1' });
  return world.estate('123456789012', 'us-east-1');
}
const ids = (estate: ReturnType<typeof seeded>) =>
  tableNames.map((name) => estate[name].list().map(({ id }) => id));

describe('demo', () => {
  test('has 2 VPCs, 17 interfaces, 3 types of target, 4 filters of which one has no rules, and 10 sessions', () => {
    const { vpcs, networkInterfaces, targets, filters, filterRules, sessions } = seeded('demo');
    expect([vpcs.size, networkInterfaces.size, filters.size, sessions.size]).toEqual([2, 17, 4, 10]);
    expect(new Set(targets.list().map(({ type }) => type)).size).toBe(3);
    const rules = filters.list().map(({ id }) => filterRules.by('traffic-mirror-filter-id', id).length);
    expect(rules).toEqual([2, 4, 2, 0]);
  });
});

describe('every seed', () => {
  test.each(['demo', 'large:250'] as const)('%s is the same each time, with well-formed ids', (seed) => {
    const all = ids(seeded(seed));
    expect(ids(seeded(seed))).toEqual(all);
    const ofEc2 = /^[a-z]+-[0-9a-f]{17}$/;
    const ofLoadBalancing =
      /^arn:aws:elasticloadbalancing:us-east-1:123456789012:\w+\/[\w/-]+\/[0-9a-f]{16}$/;
    tableNames.forEach((name, i) => {
      const isEc2s = (ec2TableNames as readonly string[]).includes(name);
      expect(all[i]?.filter((id) => !(isEc2s ? ofEc2 : ofLoadBalancing).test(id))).toEqual([]);
    });
  });

  test.each(['demo', 'large:250'] as const)("%s follows EC2's rules for sessions", (seed) => {
    const estate = seeded(seed);
    const sessions = estate.sessions.list();
    const numbers = sessions.map((one) => `${one.networkInterfaceId} ${one.sessionNumber}`);
    expect(new Set(numbers).size).toBe(sessions.length);
    expect(new Set(sessions.map((one) => one.virtualNetworkId)).size).toBe(sessions.length);
    for (const session of sessions) {
      expect(estate.networkInterfaces.get(session.networkInterfaceId)?.interfaceType).toBe('interface');
      expect(estate.targets.get(session.trafficMirrorTargetId)).toBeDefined();
      expect(estate.filters.get(session.trafficMirrorFilterId)).toBeDefined();
      const ofInterface = estate.sessions.by('network-interface-id', session.networkInterfaceId);
      expect(ofInterface.length).toBeLessThanOrEqual(3);
    }
  });

  test('large has the number of sessions in its name', () => {
    expect(seeded('large:1').sessions.size).toBe(1);
    expect(seeded('large:250').sessions.size).toBe(250);
  });

  test.each([
    ...['', 'Demo', 'large', 'large:0', 'large:-1', 'large:1.5', 'large:99999999', 'file:'],
    ...['broken:5', 'wide', 'wide:30001', 'policies:0', 'constructor:1'],
  ])('"%s" is not a seed', (text) => {
    expect(() => parseSeed(text)).toThrow(RangeError);
  });
});
