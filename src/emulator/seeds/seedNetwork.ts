/** Creates the network that Traffic Mirroring needs: VPCs, subnets, and instances with their interfaces. */
import { createHash } from 'node:crypto';
import type { Tag } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

/** Creates a VPC with one subnet per id: `x.y.1.0/24`, `x.y.2.0/24` and so on. */
export function seedNetwork(
  { vpcs, subnets, world, accountId, region }: Estate,
  vpc: { vpcId: string; cidrBlock: string; name: string; subnetIds: readonly string[] },
): void {
  const named = (name: string): Tag[] => [{ key: 'Name', value: name }];
  vpcs.put({
    id: vpc.vpcId,
    seq: world.nextSeq(),
    ownerId: accountId,
    cidrBlock: vpc.cidrBlock,
    isDefault: false,
    tags: named(vpc.name),
  });
  vpc.subnetIds.forEach((id, i) => {
    const letter = 'abcdef'.charAt(i % 6);
    subnets.put({
      id,
      seq: world.nextSeq(),
      ownerId: accountId,
      vpcId: vpc.vpcId,
      cidrBlock: vpc.cidrBlock.replace(/\.0\.0\/\d+$/, `.${i + 1}.0/24`),
      availabilityZone: `${region}${letter}`,
      tags: named(`${vpc.name}-${letter}`),
    });
  });
}

/** An interface, attached to a running instance of its own when `instanceId` and `instanceType` are given. */
export interface SeedInterface {
  id: string;
  subnetId: string;
  privateIpAddress: string;
  description: string;
  tags: readonly Tag[];
  /** Default `interface`. */
  interfaceType?: string;
  /** The AWS service that manages the interface, e.g. `amazon-rds`. */
  requesterId?: string;
  /** Default: the estate's account. An interface of another account is in a subnet that this one shares with it. */
  ownerId?: string;
  instanceId?: string | undefined;
  instanceType?: string | undefined;
}

/** Creates the interface and its instance. Throws RangeError if the subnet does not exist. */
export function seedNetworkInterface(estate: Estate, seed: SeedInterface): void {
  const { instances, networkInterfaces, subnets, world, accountId } = estate;
  const {
    id,
    instanceId,
    instanceType,
    interfaceType = 'interface',
    description,
    tags,
    privateIpAddress,
    requesterId,
    ownerId = accountId,
  } = seed;
  const subnet = subnets.get(seed.subnetId);
  if (!subnet) throw new RangeError(`${seed.subnetId} does not exist`);
  const place = {
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    availabilityZone: subnet.availabilityZone,
    privateIpAddress,
  };
  if (instanceId && instanceType) {
    instances.put({ id: instanceId, seq: world.nextSeq(), instanceType, state: 'running', tags, ...place });
  }
  networkInterfaces.put({
    id,
    seq: world.nextSeq(),
    interfaceType,
    status: instanceId || requesterId || interfaceType !== 'interface' ? 'in-use' : 'available',
    ownerId,
    macAddress: macAddress(id),
    description,
    groupId: subnet.vpcId.replace('vpc-', 'sg-'),
    requesterId,
    instanceId,
    tags,
    ...place,
  });
}

/** A locally administered address (02:…), derived from the id. */
function macAddress(id: string): string {
  const digest = createHash('sha256').update(id).digest('hex');
  return ['02', ...(digest.slice(0, 10).match(/../g) ?? [])].join(':');
}
