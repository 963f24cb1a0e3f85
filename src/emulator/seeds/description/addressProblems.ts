/** Zones, CIDR blocks and addresses that EC2 could not have given: those that are elsewhere, and those that are there twice. */
import { isIPv4 } from 'node:net';
import { isWithin } from '../../network/addresses.ts';
import { type Problem, twice } from '../../problems.ts';
import type { Place } from '../places.ts';
import type { DescribedEstate, NetworkDescription } from './shape.ts';

type Path = Problem['path'];

function subnetProblems({ vpcs, subnets }: DescribedEstate, path: Path, region: string): Problem[] {
  const blocks = new Map(vpcs.map(({ id, cidrBlocks }) => [id, cidrBlocks]));
  return subnets.flatMap(({ vpcId, cidrBlock, availabilityZone }, i) => {
    const problems: Problem[] = [];
    if (availabilityZone.slice(0, -1) !== region)
      problems.push({
        path: [...path, 'subnets', i, 'availabilityZone'],
        message: `${availabilityZone} is not in ${region}`,
      });
    const ofVpc = blocks.get(vpcId);
    if (cidrBlock !== undefined && ofVpc && !ofVpc.some((block) => isWithin(block, cidrBlock)))
      problems.push({
        path: [...path, 'subnets', i, 'cidrBlock'],
        message: `${cidrBlock} is not in ${ofVpc.join(' or ')}, which ${vpcId} has`,
      });
    return problems;
  });
}

function interfaceProblems({ subnets, networkInterfaces }: DescribedEstate, path: Path): Problem[] {
  const blocks = new Map(subnets.map(({ id, cidrBlock }) => [id, cidrBlock]));
  return networkInterfaces.flatMap(({ subnetId, privateIpAddress, secondaryPrivateIpAddresses }, i) => {
    const block = blocks.get(subnetId);
    const at = [...path, 'networkInterfaces', i];
    if (block === undefined) return [];
    // EC2 gives every interface one, so without it the gateway would say that the subnet has IPv6 only.
    if (privateIpAddress === undefined)
      return [{ path: [...at, 'privateIpAddress'], message: `must be an address in ${block}, the subnet's` }];
    return [privateIpAddress, ...secondaryPrivateIpAddresses]
      .filter((address) => isIPv4(address) && !isWithin(block, address))
      .map((address) => ({ path: at, message: `${address} is not in ${block}, the subnet's` }));
  });
}

/** @param main where the estates are that name no Region. */
export function addressProblems(description: NetworkDescription, main: Place): Problem[] {
  return description.estates.flatMap((estate, i) => {
    const path = ['estates', i];
    const at = [...path, 'networkInterfaces'];
    return [
      ...subnetProblems(estate, path, estate.region ?? main.region),
      ...interfaceProblems(estate, path),
      ...twice(
        estate.networkInterfaces,
        at,
        ({ subnetId, privateIpAddress }) => privateIpAddress && `${privateIpAddress} in ${subnetId}`,
        (key) => `another interface has ${key}`,
      ),
      ...twice(
        estate.networkInterfaces,
        at,
        ({ instanceId, deviceIndex }) => instanceId && `device index ${deviceIndex} of ${instanceId}`,
        (key) => `another interface has ${key}`,
      ),
    ];
  });
}
