/** What requests mean that name no subnet, or a security group by its name: those of the default VPC. */
import { groupNotFound, invalidParameter, noDefaultSubnet, noDefaultVpc } from '../errors.ts';
import type { SecurityGroup, Subnet } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';

function defaultVpc({ vpcs }: Estate) {
  const vpc = vpcs.list().find(({ isDefault }) => isDefault);
  if (!vpc) throw noDefaultVpc();
  return vpc;
}

const firstSubnet = ({ subnets }: Estate, vpcId: string, zone: string | undefined): Subnet | undefined =>
  subnets.by('vpc-id', vpcId).find(({ availabilityZone }) => zone === undefined || availabilityZone === zone);

/** Whether it is the default one of its zone: the first there of a default VPC (our decision). */
export const isDefaultSubnet = (estate: Estate, { id, vpcId, availabilityZone }: Subnet): boolean =>
  (estate.vpcs.get(vpcId)?.isDefault ?? false) && firstSubnet(estate, vpcId, availabilityZone)?.id === id;

/** The default subnet of this zone, or without a zone the first one. */
export function defaultSubnet(estate: Estate, zone: string | undefined): Subnet {
  const { id } = defaultVpc(estate);
  const subnet = firstSubnet(estate, id, zone);
  if (!subnet)
    throw zone === undefined ? noDefaultSubnet(id) : invalidParameter(`No default subnet in ${zone}`);
  return subnet;
}

/** The group with this name in the default VPC. */
export function groupNamed(estate: Estate, name: string): SecurityGroup {
  const { id } = defaultVpc(estate);
  const group = estate.securityGroups.by('vpc-id', id).find((one) => one.name === name);
  if (!group) throw groupNotFound(name, id);
  return group;
}
