/** An embedded EC2 with interfaces that a policy wants, sessions of others beside, and two built gateways without leases that can be killed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DescribeSubnetsCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  paginateDescribeInstances,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { readChain } from '../../../src/audit/chain.ts';
import { cleanUp, newFolder } from '../../support/cleanUp.ts';
import { startEmulator } from '../../support/emulator.ts';
import { policyText } from '../../support/policyFiles.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { ask, keepGateway } from '../gateway.ts';
import type { Kept } from '../programs.ts';
import { sessionsIn, startEc2Client } from './ec2.ts';

export interface PolicyRig {
  readonly gateways: readonly [Kept, Kept];
  readonly ec2: EC2Client;
  readonly subnetIds: readonly string[];
  /** @throws when the gateway does not answer. */
  ask<Data>(gateway: Kept, query: string, variables?: object): Promise<Data>;
  sessions(): Promise<readonly TrafficMirrorSession[]>;
  /** The sources that the policy wants: the interfaces of running instances with its tag. */
  wanted(): Promise<ReadonlySet<string>>;
  /** How many changes have no outcome in the audit files; it throws where one is not whole. */
  openIntents(): Promise<number>;
}

const scopes = 'traffic-mirror:read traffic-mirror:policy:apply';

/** @param sources how many interfaces there are. Each of them has a session of somebody else, too. */
export async function startPolicyRig(sources: number, mode: 'observe' | 'apply'): Promise<PolicyRig> {
  const emulator = await startEmulator({ seed: `policies:${sources}` });
  const ec2 = startEc2Client(emulator.url);
  const { TrafficMirrorTargets: sensors = [] } = await ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
  const { TrafficMirrorFilters: [filter] = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const policyFile = join(newFolder(), 'policies.yaml');
  const targets = sensors.map(({ TrafficMirrorTargetId: id }) => ({ id }));
  writeFileSync(
    policyFile,
    policyText({
      mode,
      guard: { changesPerPass: 1000 },
      select: { tags: { mirror: 'yes' } },
      mirror: { filter: filter?.TrafficMirrorFilterId, targets },
    }),
  );
  const issuer = await startTokenIssuer();
  const auditFiles = [join(newFolder(), 'audit.jsonl'), join(newFolder(), 'audit.jsonl')];
  const start = async (auditFile: string) => {
    const gateway = await keepGateway(emulator.url, {
      ...issuer.env,
      AUDIT_FILE: auditFile,
      CURSOR_SECRET: 'one secret for both of the replicas',
      POLICY_FILE: policyFile,
      POLICY_INTERVAL_SECONDS: '2',
    });
    cleanUp(gateway.stop);
    return gateway;
  };
  const rig: PolicyRig = {
    gateways: [await start(auditFiles[0] ?? ''), await start(auditFiles[1] ?? '')],
    ec2,
    subnetIds: Subnets.map(({ SubnetId = '' }) => SubnetId),
    ask: async (gateway, query, variables) => ask(gateway, await issuer.token(scopes), query, variables),
    sessions: () => sessionsIn(ec2),
    async wanted() {
      const found = new Set<string>();
      const Filters = [
        { Name: 'tag:mirror', Values: ['yes'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ];
      for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters }))
        for (const { Instances = [] } of page.Reservations ?? [])
          for (const { NetworkInterfaces: [first] = [] } of Instances)
            found.add(first?.NetworkInterfaceId ?? '');
      return found;
    },
    async openIntents() {
      const chains = await Promise.all(auditFiles.map((file) => readChain(file)));
      return chains.reduce((sum, { openIntents }) => sum + openIntents.length, 0);
    },
  };
  await addForeign(rig, filter?.TrafficMirrorFilterId);
  return rig;
}

/** The ones of others send elsewhere, with a number of their own. */
async function addForeign({ ec2, wanted }: PolicyRig, filterId: string | undefined): Promise<void> {
  const NetworkLoadBalancerArn =
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/others/0123456789abcdef';
  const { TrafficMirrorTarget } = await ec2.send(
    new CreateTrafficMirrorTargetCommand({ NetworkLoadBalancerArn }),
  );
  for (const [index, NetworkInterfaceId] of [...(await wanted())].entries())
    await ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: TrafficMirrorTarget?.TrafficMirrorTargetId,
        TrafficMirrorFilterId: filterId,
        SessionNumber: 7,
        TagSpecifications: [
          { ResourceType: 'traffic-mirror-session', Tags: [lookalikes[index % lookalikes.length] ?? {}] },
        ],
      }),
    );
}

/** Tags that look like those of the policy, each in another way, and are not. */
const lookalikes = [
  { Key: 'tmgw:policy', Value: 'other/nodes' },
  { Key: 'tmgw:policy', Value: 'soc' },
  { Key: 'TMGW:policy', Value: 'soc/nodes' },
  { Key: 'policy', Value: 'soc/nodes' },
];

export const isOwned = ({ Tags = [] }: TrafficMirrorSession): boolean =>
  Tags.some(({ Key, Value }) => Key === 'tmgw:policy' && Value === 'soc/nodes');

/** The sources of sessions of the policy, one entry for each session. */
export const ownedSources = (sessions: readonly TrafficMirrorSession[]): string[] =>
  sessions.filter(isOwned).map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId);
