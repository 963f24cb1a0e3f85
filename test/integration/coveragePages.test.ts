/** Pages and counts of the coverage of a random network in two Regions, compared with a naive model of it. */
import {
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SeedInterface } from '../../src/emulator/seeds/seedNetwork.ts';
import { clientOf } from '../support/emulatorClient.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const states = ['MISSING', 'UNKNOWN', 'IMPOSSIBLE', 'MIRRORED'] as const;
type State = (typeof states)[number];
const regions = ['us-east-1', 'eu-west-1'] as const;
const environments = ['prod', 'staging', undefined] as const;

const alone = { instanceId: undefined, instanceType: undefined };
/** What there may be, and where it stands; null is not counted. */
const kinds: readonly [wanted: Partial<SeedInterface>, state: State | null][] = [
  [{}, 'MIRRORED'],
  [{ instanceType: 'c5.large' }, 'MISSING'],
  [{ ...alone, requesterId: 'amazon-rds', description: 'RDSNetworkInterface' }, 'MISSING'],
  [{ instanceType: 't2.micro' }, 'UNKNOWN'],
  [{ ...alone, requesterId: 'amazon-elb', description: 'ELB app/web/1' }, 'UNKNOWN'],
  [{ instanceType: 'm6i.metal' }, 'IMPOSSIBLE'],
  [alone, 'IMPOSSIBLE'],
  [{ ...alone, interfaceType: 'nat_gateway' }, null],
];

interface Made {
  readonly id: string;
  readonly region: string;
  readonly env: string | undefined;
  readonly state: State;
}
let gateway: TestGateway;
const made: Made[] = [];

/** Mirrors an interface to a load balancer, which takes any number of sources. */
async function createMirroring(region: string) {
  const ec2 = clientOf(gateway.emulator.url, { region });
  const NetworkLoadBalancerArn = `arn:aws:elasticloadbalancing:${region}:123456789012:loadbalancer/net/a/50dc6c495c0c9188`;
  const { TrafficMirrorTarget } = await ec2.send(
    new CreateTrafficMirrorTargetCommand({ NetworkLoadBalancerArn }),
  );
  const { TrafficMirrorFilter } = await ec2.send(new CreateTrafficMirrorFilterCommand({}));
  return (NetworkInterfaceId: string) =>
    ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: TrafficMirrorTarget?.TrafficMirrorTargetId,
        TrafficMirrorFilterId: TrafficMirrorFilter?.TrafficMirrorFilterId,
        SessionNumber: 1,
      }),
    );
}

beforeAll(async () => {
  gateway = await startTestGateway({ seed: 'empty', moreRegions: ['eu-west-1'] });
  const network = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...environments)), {
    minLength: 40,
    maxLength: 80,
  });
  for (const region of regions) {
    const mirror = await createMirroring(region);
    for (const [[wanted, state], env] of fc.sample(network, 1)[0] ?? []) {
      const tags = env === undefined ? [] : [{ key: 'env', value: env }];
      const id = gateway.emulator.surroundings(undefined, region).addNetworkInterface({ ...wanted, tags });
      if (state === 'MIRRORED') await mirror(id);
      if (state !== null) made.push({ id, region, env, state });
    }
  }
});

const counts = 'total mirrored missing unknown impossible';
const document = `query ($filter: TrafficMirrorSourceFilterInput, $states: [TrafficMirrorCoverageState!], $scope: AwsFanOutInput, $first: Int!, $after: String) {
  trafficMirrorCoverage(filter: $filter, states: $states, scope: $scope, first: $first, after: $after) {
    edges { node { state networkInterface { networkInterfaceId region } } } coverage { ${counts} }
    groups(by: TAG, tagKey: "env") { value scope { region } coverage { ${counts} } }
    pageInfo { hasNextPage endCursor }
  }
}`;
interface Page {
  readonly edges: {
    readonly node: {
      readonly state: State;
      readonly networkInterface: { readonly networkInterfaceId: string; readonly region: string };
    };
  }[];
  readonly coverage: Record<string, number>;
  readonly groups: {
    readonly value: string | null;
    readonly scope: { readonly region: string };
    readonly coverage: Record<string, number>;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function walk(variables: object): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | null = null; ; ) {
    const data: { trafficMirrorCoverage: Page } = await gateway.query(document, { ...variables, after });
    const page = data.trafficMirrorCoverage;
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
  }
}

const count = (all: readonly Made[]) => ({
  total: all.length,
  ...Object.fromEntries(
    states.map((state) => [state.toLowerCase(), all.filter((one) => one.state === state).length]),
  ),
});
/** In the order in which they are listed. */
const inOrder = (all: readonly Made[]) =>
  states.flatMap((state) =>
    all
      .filter((one) => one.state === state)
      .sort((left, right) => (left.id < right.id ? -1 : 1))
      .map(({ id, region }) => [state, region, id]),
  );

test('counts add up, and pages of any size have every interface once and in order', async () => {
  const wanted = fc.record({
    first: fc.integer({ min: 3, max: 60 }),
    chosen: fc.option(fc.subarray([...states])),
    env: fc.constantFrom('prod', 'staging', null),
    inRegions: fc.subarray([...regions], { minLength: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(wanted, async ({ first, chosen, env, inRegions }) => {
      const filter = env && { tags: [{ key: 'env', values: [env] }] };
      const pages = await walk({ first, states: chosen, filter, scope: { regions: inRegions } });
      const counted = made.filter(
        (one) => (env === null || one.env === env) && inRegions.some((region) => region === one.region),
      );
      const listed = counted.filter(({ state }) => chosen?.includes(state) ?? true);
      const shown = pages.flatMap(({ edges }) =>
        edges.map(({ node }) => [
          node.state,
          node.networkInterface.region,
          node.networkInterface.networkInterfaceId,
        ]),
      );
      expect(shown).toEqual(inOrder(listed));
      expect(pages).toHaveLength(Math.max(1, Math.ceil(listed.length / first)));
      for (const { coverage, groups } of pages) {
        expect(coverage).toEqual(count(counted));
        for (const group of groups) {
          const { region } = group.scope;
          const members = counted.filter((one) => one.region === region && (one.env ?? null) === group.value);
          expect(group.coverage).toEqual(count(members));
        }
        expect(groups.reduce((sum, group) => sum + (group.coverage.total ?? 0), 0)).toBe(counted.length);
        const missing = groups.map((group) => group.coverage.missing ?? 0);
        expect(missing).toEqual(missing.toSorted((left, right) => right - left));
      }
    }),
    { numRuns: 25 },
  );
});
