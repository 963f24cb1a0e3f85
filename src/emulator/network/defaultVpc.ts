/** What requests mean that name no subnet, or a security group by its name: those of the default VPC. */
import { groupNotFound, invalidParameter, noDefaultSubnet, noDefaultVpc } from '../errors.ts';
import type { SecurityGroup, Subnet } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';

function defaultVpc({ vpcs }: Estate) {
  const vpc = vpcs.list().find(({ isDefault }) => isDefault);
  if (!vpc) throw noDefaultVpc();
  return vpc;
}

/** The first subnet of the default VPC, of this zone if one is given: any of them counts as a default one (our decision). */
export function defaultSubnet(estate: Estate, zone: string | undefined): Subnet {
  const { id } = defaultVpc(estate);
  const subnet = estate.subnets
    .by('vpc-id', id)
    .find(({ availabilityZone }) => zone === undefined || availabilityZone === zone);
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
