/** The state of the embedded EC2: one estate per account and Region, and what they have in common. */
import { randomBytes } from 'node:crypto';
import { loadBalancerOf, nameOf } from '../loadBalancing/arns.ts';
import type { Organization } from '../organization/organization.ts';
import { defaultQuotas, type Quotas } from '../quotas.ts';
import type { Listener, LoadBalancer, TargetGroup } from './loadBalancingRecords.ts';
import type {
  Instance,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  TransitGatewayVpcAttachment,
  Vpc,
  VpcEndpoint,
  VpcPeeringConnection,
} from './networkRecords.ts';
import type {
  Row,
  TrafficMirrorFilter,
  TrafficMirrorFilterRule,
  TrafficMirrorSession,
  TrafficMirrorTarget,
} from './records.ts';
import { Table } from './table.ts';

/** What a client token was used for. */
export interface TokenUse {
  /** Hash of the parameters, which tells a repeated request from a different one. */
  readonly fingerprint: string;
  /** The resource as it was created, which is returned if it no longer exists. */
  readonly created: Row;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** A shared target: its owner and Region, and the accounts that it is shared with. */
export interface Share {
  readonly ownerId: string;
  readonly region: string;
  readonly accounts: readonly string[];
}

function createTables(changed: () => void) {
  return {
    sessions: new Table<TrafficMirrorSession>(changed, 'traffic-mirror-session-id', {
      'network-interface-id': (row) => row.networkInterfaceId,
      'traffic-mirror-target-id': (row) => row.trafficMirrorTargetId,
      'traffic-mirror-filter-id': (row) => row.trafficMirrorFilterId,
      'virtual-network-id': (row) => String(row.virtualNetworkId),
    }),
    targets: new Table<TrafficMirrorTarget>(changed, 'traffic-mirror-target-id', {
      'network-interface-id': (row) => row.networkInterfaceId,
    }),
    filters: new Table<TrafficMirrorFilter>(changed, 'traffic-mirror-filter-id'),
    filterRules: new Table<TrafficMirrorFilterRule>(changed, 'traffic-mirror-filter-rule-id', {
      'traffic-mirror-filter-id': (row) => row.trafficMirrorFilterId,
    }),
    networkInterfaces: new Table<NetworkInterface>(changed, 'network-interface-id', {
      'attachment.instance-id': (row) => row.instanceId,
      'subnet-id': (row) => row.subnetId,
      'subnet-of-several-addresses': (row) =>
        row.secondaryPrivateIpAddresses.length > 0 ? row.subnetId : undefined,
    }),
    instances: new Table<Instance>(changed, 'instance-id', {
      // No filter has this name: it finds those to forget.
      terminated: (row) => (row.terminatedAt === undefined ? undefined : 'by-request'),
    }),
    vpcs: new Table<Vpc>(changed, 'vpc-id'),
    subnets: new Table<Subnet>(changed, 'subnet-id', { 'vpc-id': (row) => row.vpcId }),
    securityGroups: new Table<SecurityGroup>(changed, 'group-id', { 'vpc-id': (row) => row.vpcId }),
    securityGroupRules: new Table<SecurityGroupRule>(changed, 'security-group-rule-id', {
      'group-id': (row) => row.groupId,
    }),
    networkAcls: new Table<NetworkAcl>(changed, 'network-acl-id', { 'vpc-id': (row) => row.vpcId }),
    routeTables: new Table<RouteTable>(changed, 'route-table-id', { 'vpc-id': (row) => row.vpcId }),
    vpcPeeringConnections: new Table<VpcPeeringConnection>(changed, 'vpc-peering-connection-id'),
    transitGatewayVpcAttachments: new Table<TransitGatewayVpcAttachment>(
      changed,
      'transit-gateway-attachment-id',
    ),
    vpcEndpoints: new Table<VpcEndpoint>(changed, 'vpc-endpoint-id'),
    loadBalancers: new Table<LoadBalancer>(changed, 'load-balancer-arn', { name: ({ id }) => nameOf(id) }),
    targetGroups: new Table<TargetGroup>(changed, 'target-group-arn', { name: ({ id }) => nameOf(id) }),
    listeners: new Table<Listener>(changed, 'listener-arn', {
      'load-balancer-arn': ({ id }) => loadBalancerOf(id),
    }),
  };
}

export type Tables = ReturnType<typeof createTables>;

/** The tables whose resources are EC2's. Resources come before those that refer to them. */
export const ec2TableNames = [
  'vpcs',
  'securityGroups',
  'securityGroupRules',
  'networkAcls',
  'routeTables',
  'subnets',
  'vpcPeeringConnections',
  'transitGatewayVpcAttachments',
  'instances',
  'networkInterfaces',
  'vpcEndpoints',
  'filters',
  'filterRules',
  'targets',
  'sessions',
] as const satisfies readonly (keyof Tables)[];

/** The names of all tables, ordered in the same way. */
export const tableNames = [
  ...ec2TableNames,
  'loadBalancers',
  'targetGroups',
  'listeners',
] as const satisfies readonly (keyof Tables)[];

export type TableName = keyof Tables;

/** All resources of one account in one Region. */
export interface Estate extends Tables {
  readonly world: World;
  readonly accountId: string;
  readonly region: string;
  /** Uses of client tokens, oldest first, by kind of resource and token. */
  readonly tokens: Map<string, TokenUse>;
}

/** All accounts and Regions, with the clock and the random source. */
export class World {
  readonly quotas: Quotas;
  readonly now: () => number;
  readonly random: () => number;
  readonly estates = new Map<string, Estate>();
  /** Targets that their owners share through AWS RAM, by target id. */
  readonly shares = new Map<string, Share>();
  /** Fills an estate when it is first used; one that a state file has is not filled again. */
  fillNew: (estate: Estate) => void = () => {};
  /** The organization that the accounts are in. */
  organization: Organization = { accounts: [] };
  lastSeq = 0;
  /** Grows with every change, which tells whether a saved copy is up to date. */
  revision = 0;

  /** `now` returns milliseconds since 1970, `random` numbers in [0, 1). Tests replace them to be repeatable. */
  constructor(options: { quotas?: Partial<Quotas>; now?: () => number; random?: () => number } = {}) {
    this.quotas = { ...defaultQuotas, ...options.quotas };
    this.now = options.now ?? Date.now;
    this.random = options.random ?? (() => randomBytes(6).readUIntBE(0, 6) / 2 ** 48);
  }

  /** Marks a change that was made outside the tables. */
  touch(): void {
    this.revision += 1;
  }

  /** Forgets everything, as if nothing had happened yet. */
  clear(): void {
    this.estates.clear();
    this.shares.clear();
    this.lastSeq = 0;
    this.touch();
  }

  nextSeq(): number {
    this.lastSeq += 1;
    return this.lastSeq;
  }

  /** The estate of an account in a Region; on first use it has what `fillNew` puts there. */
  estate(accountId: string, region: string): Estate {
    const key = `${accountId}/${region}`;
    let estate = this.estates.get(key);
    if (!estate) {
      estate = { ...createTables(() => this.touch()), world: this, accountId, region, tokens: new Map() };
      this.estates.set(key, estate);
      this.fillNew(estate);
    }
    return estate;
  }

  /** A copy that later changes do not affect. */
  clone(): World {
    const copy = new World(this);
    copy.fillNew = this.fillNew;
    copy.organization = this.organization;
    copy.lastSeq = this.lastSeq;
    for (const [targetId, share] of this.shares) copy.shares.set(targetId, share);
    for (const [key, estate] of this.estates) {
      const tables = createTables(() => {});
      for (const name of tableNames) Object.assign(tables, { [name]: estate[name].clone() });
      const { accountId, region } = estate;
      copy.estates.set(key, { ...tables, world: copy, accountId, region, tokens: new Map(estate.tokens) });
    }
    return copy;
  }

  /** The estates of all accounts in one Region. */
  *inRegion(region: string): Generator<Estate> {
    for (const estate of this.estates.values()) if (estate.region === region) yield estate;
  }
}
