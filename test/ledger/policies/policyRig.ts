/** An embedded EC2 with interfaces that a policy wants, sessions of others beside, and built gateways that can be killed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DescribeSubnetsCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  type Instance,
  paginateDescribeInstances,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { readChain } from '../../../src/audit/chain.ts';
import { permissions } from '../../../src/caller.ts';
import { newAuditFile, readAudit } from '../../support/audit.ts';
import { cleanUp, newFolder } from '../../support/cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../support/emulator.ts';
import { policyText, type WantedPolicy } from '../../support/policyFiles.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { ask, keepGateway } from '../gateway.ts';
import type { Kept } from '../programs.ts';
import { sessionsIn, startEc2Client } from './ec2.ts';

export interface PolicyRig {
  readonly gateways: readonly [Kept, ...Kept[]];
  readonly emulator: Emulator;
  readonly ec2: EC2Client;
  /** The target and the filter of sessions of others. */
  readonly others: { readonly trafficMirrorTargetId: string; readonly trafficMirrorFilterId: string };
  /** Writes the policy file anew, with another mode. */
  setMode(mode: Mode): void;
  /** How many lines the audit files have. */
  auditLines(): number;
  readonly subnetIds: readonly string[];
  /** @throws when the gateway does not answer. */
  ask<Data>(gateway: Kept, query: string, variables?: object): Promise<Data>;
  sessions(): Promise<readonly TrafficMirrorSession[]>;
  /** Running instances with the tag that the policy looks for. */
  instances(): Promise<readonly Instance[]>;
  /** The sources that the policy wants: the first interfaces of those. */
  wanted(): Promise<ReadonlySet<string>>;
  /** How many changes have no outcome in the audit files; it throws where one is not whole. */
  openIntents(): Promise<number>;
}

type Mode = 'observe' | 'apply';

export interface RigOptions {
  readonly mode: Mode;
  /** Default: as many changes in a pass as there may be. */
  readonly guard?: WantedPolicy['guard'];
  /** How many gateways. Default: two. */
  readonly replicas?: number;
  /** Further settings of the gateways, which by default look every two seconds, and have no leases. */
  readonly env?: Readonly<Record<string, string>>;
  readonly emulator?: EmulatorOptions;
  /** Whether each source has a session of somebody else, too. Default: yes. */
  readonly hasOthers?: boolean;
}

/** @param sources how many interfaces there are. */
export async function startPolicyRig(
  sources: number,
  {
    mode,
    guard = { changesPerPass: 1000 },
    replicas = 2,
    env = {},
    emulator: more,
    hasOthers = true,
  }: RigOptions,
): Promise<PolicyRig> {
  const emulator = await startEmulator({ seed: `policies:${sources}`, ...more });
  const ec2 = startEc2Client(emulator.url);
  const { TrafficMirrorTargets: sensors = [] } = await ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
  const { TrafficMirrorFilters: [filter] = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const policyFile = join(newFolder(), 'policies.yaml');
  const targets = sensors.map(({ TrafficMirrorTargetId: id }) => ({ id }));
  const trafficMirrorFilterId = filter?.TrafficMirrorFilterId ?? '';
  const select = { tags: { mirror: 'yes' } };
  const mirror = { filter: trafficMirrorFilterId, targets };
  const setMode = (mode: Mode) => writeFileSync(policyFile, policyText({ mode, guard, select, mirror }));
  setMode(mode);
  const issuer = await startTokenIssuer();
  const auditFiles = Array.from({ length: replicas }, newAuditFile);
  const start = async (auditFile: string) => {
    const gateway = await keepGateway(emulator.url, {
      ...issuer.env,
      AUDIT_FILE: auditFile,
      CURSOR_SECRET: 'one secret for both of the replicas',
      POLICY_FILE: policyFile,
      POLICY_INTERVAL_SECONDS: '2',
      ...env,
    });
    cleanUp(gateway.stop);
    return gateway;
  };
  const [firstFile = '', ...otherFiles] = auditFiles;
  const NetworkLoadBalancerArn =
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/others/0123456789abcdef';
  const { TrafficMirrorTarget: elsewhere } = await ec2.send(
    new CreateTrafficMirrorTargetCommand({ NetworkLoadBalancerArn }),
  );
  const token = await issuer.token(permissions.join(' '), { exp: Math.floor(Date.now() / 1_000) + 3_600 });
  const rig: PolicyRig = {
    gateways: [await start(firstFile), ...(await Promise.all(otherFiles.map(start)))],
    emulator,
    ec2,
    others: {
      trafficMirrorTargetId: elsewhere?.TrafficMirrorTargetId ?? '',
      trafficMirrorFilterId,
    },
    setMode,
    auditLines: () => auditFiles.reduce((sum, file) => sum + readAudit(file).length, 0),
    subnetIds: Subnets.map(({ SubnetId = '' }) => SubnetId),
    ask: (gateway, query, variables) => ask(gateway, token, query, variables),
    sessions: () => sessionsIn(ec2),
    async instances() {
      const found: Instance[] = [];
      const Filters = [
        { Name: 'tag:mirror', Values: ['yes'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ];
      for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters }))
        for (const { Instances = [] } of page.Reservations ?? []) found.push(...Instances);
      return found;
    },
    async wanted() {
      const firsts = (await rig.instances()).map(({ NetworkInterfaces: [first] = [] }) => first);
      return new Set(firsts.map((first) => first?.NetworkInterfaceId ?? ''));
    },
    async openIntents() {
      const chains = await Promise.all(auditFiles.map((file) => readChain(file)));
      return chains.reduce((sum, { openIntents }) => sum + openIntents.length, 0);
    },
  };
  if (hasOthers) await addForeign(rig);
  return rig;
}

/** The ones of others send elsewhere, with a number of their own. */
async function addForeign({ ec2, wanted, others }: PolicyRig): Promise<void> {
  for (const [index, NetworkInterfaceId] of [...(await wanted())].entries())
    await ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: others.trafficMirrorTargetId,
        TrafficMirrorFilterId: others.trafficMirrorFilterId,
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

/** Whether every source that the policy wants has one session of it, and nothing else has. */
export async function isCovered({ sessions, wanted }: PolicyRig): Promise<boolean> {
  const [owned, sources] = [ownedSources(await sessions()), await wanted()];
  return owned.length === sources.size && owned.every((one) => sources.has(one));
}
