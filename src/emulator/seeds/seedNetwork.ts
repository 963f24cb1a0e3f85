/** Creates the network that Traffic Mirroring needs: VPCs, subnets, and instances with their interfaces. */
import { macAddress } from '../network/addresses.ts';
import { createVpc, defaultsOf } from '../network/vpcDefaults.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Tag } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

/** Creates a VPC with its defaults and one subnet per id: `x.y.1.0/24`, `x.y.2.0/24` and so on, or from `firstSubnet`. */
export function seedNetwork(
  estate: Estate,
  vpc: {
    vpcId: string;
    cidrBlock: string;
    name: string;
    subnetIds: readonly string[];
    firstSubnet?: number;
  },
): void {
  const { subnets, world, accountId, region } = estate;
  const named = (name: string): Tag[] => [{ key: 'Name', value: name }];
  createVpc(estate, {
    id: vpc.vpcId,
    seq: world.nextSeq(),
    ownerId: accountId,
    cidrBlocks: [vpc.cidrBlock],
    ipv6CidrBlocks: [],
    isDefault: false,
    tags: named(vpc.name),
  });
  const { firstSubnet = 1 } = vpc;
  vpc.subnetIds.forEach((id, i) => {
    const letter = 'abcdef'.charAt(i % 6);
    subnets.put({
      id,
      seq: world.nextSeq(),
      ownerId: accountId,
      vpcId: vpc.vpcId,
      cidrBlock: vpc.cidrBlock.replace(/\.0\.0\/\d+$/, `.${firstSubnet + i}.0/24`),
      ipv6CidrBlocks: [],
      availabilityZone: `${region}${letter}`,
      networkAclId: defaultsOf(vpc.vpcId).networkAclId,
      tags: named(`${vpc.name}-${letter}`),
    });
  });
}

/** What the place of an instance or an interface says about it. */
type FromSubnet = 'seq' | 'vpcId' | 'availabilityZone';

/** Creates an instance. Throws RangeError if the subnet does not exist. */
export function seedInstance(
  estate: Estate,
  instance: Omit<Instance, FromSubnet | 'imageId' | 'launchTime'> &
    Partial<Pick<Instance, 'imageId' | 'launchTime'>>,
): void {
  estate.instances.put({
    imageId: 'ami-0123456789abcdef0',
    launchTime: '2026-03-02T08:00:00.000Z',
    ...instance,
    seq: estate.world.nextSeq(),
    ...placeOf(estate, instance.subnetId),
  });
}

/** An interface, attached to a running instance of its own when `instanceId` and `instanceType` are given. */
export interface SeedInterface
  extends Omit<Partial<NetworkInterface>, FromSubnet | 'id' | 'subnetId' | 'description' | 'tags'> {
  id: string;
  subnetId: string;
  description: string;
  tags: readonly Tag[];
  instanceType?: string | undefined;
}

/** Shared by the interfaces, of which there may be many. */
const none: readonly string[] = [];
/** The types of interfaces that their owners make; services make the others on an owner's behalf. */
const ownTypes = ['interface', 'efa', 'efa-only', 'trunk', 'branch'];

/** Creates the interface and its instance. Throws RangeError if the subnet does not exist. */
export function seedNetworkInterface(estate: Estate, seed: SeedInterface): void {
  const { instanceType, ...given } = seed;
  const { id, subnetId, instanceId, interfaceType = 'interface', privateIpAddress, tags } = given;
  const place = placeOf(estate, subnetId);
  if (instanceId && instanceType)
    seedInstance(estate, {
      id: instanceId,
      instanceType,
      state: 'running',
      subnetId,
      privateIpAddress,
      tags,
    });
  const isServices = given.requesterId !== undefined || !ownTypes.includes(interfaceType);
  const attached = instanceId !== undefined || given.instanceOwnerId !== undefined;
  estate.networkInterfaces.put({
    interfaceType,
    status: attached || isServices ? 'in-use' : 'available',
    ownerId: estate.accountId,
    macAddress: macAddress(id),
    groupIds: [defaultsOf(place.vpcId).groupId],
    secondaryPrivateIpAddresses: none,
    ipv6Addresses: none,
    requesterManaged: isServices,
    sourceDestCheck: true,
    deviceIndex: 0,
    deleteOnTermination: true,
    ...(instanceId !== undefined && { instanceOwnerId: estate.accountId }),
    ...given,
    seq: estate.world.nextSeq(),
    ...place,
  });
}

/** Throws RangeError if the subnet does not exist. */
function placeOf({ subnets }: Estate, subnetId: string) {
  const subnet = subnets.get(subnetId);
  if (!subnet) throw new RangeError(`${subnetId} does not exist`);
  return { vpcId: subnet.vpcId, availabilityZone: subnet.availabilityZone };
}
