/** Writes a network description part by part, for the seeds that are networks of their own. */
import { addressIn } from '../../network/addresses.ts';
import { arnOf } from '../../network/regions.ts';
import type { WrittenDescription } from '../description/shape.ts';
import type { Place } from '../places.ts';

type DescribedEstate = WrittenDescription['estates'][number];

/** The lists whose items have an id, and its prefix. */
const prefixes = {
  vpcs: 'vpc',
  subnets: 'subnet',
  securityGroups: 'sg',
  networkAcls: 'acl',
  routeTables: 'rtb',
  vpcPeeringConnections: 'pcx',
  transitGatewayVpcAttachments: 'tgw-attach',
  instances: 'i',
  networkInterfaces: 'eni',
  vpcEndpoints: 'vpce',
  filters: 'tmf',
  targets: 'tmt',
  sessions: 'tms',
} as const satisfies Partial<Record<keyof DescribedEstate, string>>;

type Numbered = keyof typeof prefixes;
type ListName = Numbered | 'loadBalancers' | 'targetGroups' | 'listeners';
export type Item<Name extends ListName> = NonNullable<DescribedEstate[Name]>[number];

/** Where ids get their digits from, so that no two resources of a description have the same. */
export type NewId = (prefix: string) => string;

/** Numbers the ids from 1. */
export function createIds(): NewId {
  let last = 0;
  return (prefix) => {
    last += 1;
    return `${prefix}-0${last.toString(16).padStart(16, '0')}`;
  };
}

/** One estate that is being described. */
export class Draft {
  readonly newId: NewId;
  readonly place: Place;
  readonly estate: DescribedEstate;
  /** How many addresses of each subnet are in use. */
  readonly #used = new Map<string, number>();

  constructor(place: Place, newId: NewId = createIds()) {
    this.newId = newId;
    this.place = place;
    this.estate = { ...place };
  }

  /** Adds an item to its list, and returns its id. */
  add<Name extends Numbered>(name: Name, item: Omit<Item<Name>, 'id'>): string {
    const id = this.newId(prefixes[name]);
    this.put(name, { ...item, id });
    return id;
  }

  /** Adds an item that has an id to its list. */
  put<Name extends ListName>(name: Name, item: object): void {
    this.estate[name] ??= [];
    // The name of the list says what its items are.
    (this.estate[name] as unknown[]).push(item);
  }

  /** The ARN of a resource of Elastic Load Balancing. */
  arn(resource: string): string {
    return arnOf('elasticloadbalancing', this.place, resource);
  }

  instanceOf(networkInterfaceId: string): string {
    return this.estate.networkInterfaces?.find(({ id }) => id === networkInterfaceId)?.instanceId ?? '';
  }

  /** The next free address of a subnet, whose first four EC2 keeps for itself (VPC user guide, "Subnet sizing"). */
  address(subnetId: string): string {
    const subnet = this.estate.subnets?.find(({ id }) => id === subnetId);
    const used = (this.#used.get(subnetId) ?? 3) + 1;
    this.#used.set(subnetId, used);
    return addressIn(subnet?.cidrBlock ?? '', used);
  }

  /** Adds a running instance with one interface, and returns the id of the interface. */
  host(subnetId: string, wanted: Host = {}): string {
    const { instanceType = 'm5.large', state, tags, ...ofInterface } = wanted;
    const instanceId = this.add('instances', { subnetId, instanceType, state, tags });
    return this.add('networkInterfaces', {
      subnetId,
      instanceId,
      privateIpAddress: this.address(subnetId),
      tags,
      ...ofInterface,
    });
  }
}

/** What an instance and its interface have, if not the usual. */
export interface Host
  extends Pick<Item<'instances'>, 'state'>,
    Pick<Item<'networkInterfaces'>, 'tags' | 'groupIds' | 'ipv6Addresses' | 'description'> {
  instanceType?: string;
}

/** A rule of a filter that accepts, unless `wanted` says otherwise, all of IPv4. */
export const rule = (
  trafficDirection: 'ingress' | 'egress',
  ruleNumber: number,
  wanted: Partial<FilterRule> = {},
): FilterRule => ({ trafficDirection, ruleNumber, ruleAction: 'accept', ...wanted });

type FilterRule = NonNullable<Item<'filters'>['rules']>[number];
