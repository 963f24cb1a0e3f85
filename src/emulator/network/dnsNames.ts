/** The DNS names that EC2 gives to addresses (VPC user guide, "DNS attributes in your VPC"). us-east-1 has domains of its own. */
import type { Estate } from '../state/world.ts';
import { dnsSuffixOf } from './regions.ts';

const dashed = (address: string) => address.replaceAll('.', '-');
export const privateDomain = (region: string): string =>
  region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
const publicDomain = (region: string) =>
  `${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.${dnsSuffixOf(region)}`;

/** The name of a host inside the VPC, by its address or, where it has none of IPv4, by the id of its instance. */
export const privateDnsName = (hostName: string, { region }: Estate): string =>
  hostName.startsWith('i-')
    ? `${hostName}.${privateDomain(region)}`
    : `ip-${dashed(hostName)}.${privateDomain(region)}`;

/** Whether hosts of the VPC have DNS names: by default only in a default VPC. */
export const hasDnsHostnames = ({ vpcs }: Estate, vpcId: string): boolean =>
  vpcs.get(vpcId)?.isDefault ?? false;

/** The public name of an address; undefined where the VPC has none. */
export const publicDnsName = (address: string, vpcId: string, estate: Estate): string | undefined =>
  hasDnsHostnames(estate, vpcId) ? `ec2-${dashed(address)}.${publicDomain(estate.region)}` : undefined;
