/** Measures how long a policy of many interfaces takes to plan: `npx tsx tools/planSpeed.ts 10000`. */
import { parsePolicies } from '../src/config/policies.ts';
import { sessionsAfter } from '../src/policies/applied.ts';
import { planHashOf } from '../src/policies/planHash.ts';
import { planOf } from '../src/policies/planOf.ts';
import type { PolicySnapshot, SnapshotInterface } from '../src/policies/snapshot.ts';

const size = Number(process.argv[2] ?? 10_000);
const rounds = 15;
const zones = ['use1-az1', 'use1-az2', 'use1-az3'];
const perZone = Math.ceil(size / zones.length / 100);
const idOf = (prefix: string, n: number) => `${prefix}-0${String(n).padStart(16, '0')}`;
const tags = ['Name', 'team', 'env', 'pci'].map((key) => ({ key, value: 'true' }));

const toInterface = (n: number): SnapshotInterface => ({
  networkInterfaceId: idOf('eni', n),
  ownerId: '123456789012',
  vpcId: idOf('vpc', 1),
  subnetId: idOf('subnet', n % 3),
  availabilityZoneId: zones[n % 3],
  interfaceType: 'interface',
  instanceId: idOf('i', n),
  deviceIndex: 0,
  privateIpAddress: '10.0.0.4',
  description: undefined,
  requesterManaged: false,
  requesterId: undefined,
  tags,
});

const sensors = perZone * zones.length;
const all = Array.from({ length: size + sensors }, (_, n) => n);
const empty: PolicySnapshot = {
  accountId: '123456789012',
  region: 'us-east-1',
  networkInterfaces: all.map(toInterface),
  instances: all.map((n) => ({
    instanceId: idOf('i', n),
    instanceType: n < size ? 'm5.large' : 'm5.24xlarge',
    state: 'running',
    tags: n < size ? tags : [],
  })),
  sessions: [],
  targets: all.slice(size).map((n) => ({
    trafficMirrorTargetId: idOf('tmt', n),
    ownerId: '123456789012',
    networkInterfaceId: idOf('eni', n),
    networkLoadBalancerArn: undefined,
    gatewayLoadBalancerEndpointId: undefined,
    tags: [],
  })),
  filters: [{ trafficMirrorFilterId: idOf('tmf', 1), tags: [] }],
  receivers: { accountIds: [], networkInterfaces: [], instances: [] },
};

const text = JSON.stringify({
  owner: 'soc',
  policies: [
    {
      name: 'pci',
      mode: 'observe',
      select: { tags: { pci: 'true' }, tagsOf: 'instance' },
      mirror: {
        filter: idOf('tmf', 1),
        targets: empty.targets.map(({ trafficMirrorTargetId: id }) => ({ id })),
        number: '1000',
      },
    },
  ],
});
const parsed = parsePolicies(text, { places: undefined, approvedTargets: undefined });
if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
const [policy] = parsed.policies;
if (policy === undefined) throw new Error('there is no policy');
const { owner } = parsed;

function measure(name: string, snapshot: PolicySnapshot) {
  const times: number[] = [];
  const hashing: number[] = [];
  const plan = () => planOf(policy as NonNullable<typeof policy>, snapshot, { owner, approves: () => true });
  for (let n = 0; n < rounds; n++) {
    const start = performance.now();
    const planned = plan();
    const between = performance.now();
    planHashOf(owner, [planned]);
    times.push(between - start);
    hashing.push(performance.now() - between);
  }
  const { steps } = plan();
  process.stdout.write(
    `${name}: ${size} interfaces, ${sensors} targets, ${steps.length} steps; plan ${medianOf(times)}, hash ${medianOf(hashing)}\n`,
  );
  return steps;
}

function medianOf(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  return `${sorted[Math.floor(rounds / 2)]?.toFixed(0)} ms (first ${times[0]?.toFixed(0)})`;
}

const steps = measure('nothing mirrored', empty);
const { put } = sessionsAfter([], { owner, policy, accountId: empty.accountId }, steps);
measure('all mirrored', { ...empty, sessions: put });
