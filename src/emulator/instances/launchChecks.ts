/** Which parameters of RunInstances exclude each other. */
import { invalidCombination, missingParameter } from '../errors.ts';
import { checkAddresses } from '../network/newInterface.ts';
import type { Launch, LaunchInterface } from './launchParameters.ts';

/** EC2's names of what a request may say of the instance or of its interfaces, and not of both. */
const instanceLevel: readonly [name: string, isGiven: (p: Launch) => boolean][] = [
  ['subnet ID', (p) => p.SubnetId !== undefined],
  ['security groups', (p) => p.SecurityGroupId.length > 0 || p.SecurityGroup.length > 0],
  ['private IP address', (p) => p.PrivateIpAddress !== undefined],
  ['IPv6 addresses', (p) => p.Ipv6Address.length > 0 || p.Ipv6AddressCount !== undefined],
];

/** Throws if parameters contradict each other. */
export function checkLaunch(p: Launch): void {
  if (p.MinCount > p.MaxCount)
    throw invalidCombination('The maximum number of instances must not be less than the minimum');
  const interfaces = p.NetworkInterface;
  const both = interfaces.length > 0 && instanceLevel.find(([, isGiven]) => isGiven(p));
  if (both)
    throw invalidCombination(
      `Network interfaces and an instance-level ${both[0]} may not be specified on the same request`,
    );
  if (p.SecurityGroup.length > 0 && p.SecurityGroupId.length > 0)
    throw invalidCombination(
      'The parameters SecurityGroup and SecurityGroupId may not be specified together',
    );
  const fixed = p.PrivateIpAddress ?? interfaces.find(isFixed);
  if (p.MaxCount > 1 && fixed !== undefined)
    throw invalidCombination('An address or an existing network interface is for one instance only');
  checkInterfaces(interfaces);
}

/** Whether it can be there once only. */
const isFixed = (one: LaunchInterface) =>
  one.NetworkInterfaceId !== undefined ||
  one.PrivateIpAddress !== undefined ||
  one.PrivateIpAddresses.length > 0 ||
  one.Ipv6Addresses.length > 0;

function checkInterfaces(interfaces: readonly LaunchInterface[]): void {
  const indexes = new Set(interfaces.map(({ DeviceIndex }) => DeviceIndex));
  if (indexes.size < interfaces.length)
    throw invalidCombination('Each network interface requires a device index of its own');
  const existing = interfaces.flatMap(({ NetworkInterfaceId = [] }) => NetworkInterfaceId);
  if (new Set(existing).size < existing.length)
    throw invalidCombination('A network interface may be specified only once');
  if (interfaces.length > 0 && !indexes.has(0))
    throw missingParameter('a network interface at device index 0');
  for (const one of interfaces) {
    checkAddresses(one);
    if (one.NetworkInterfaceId === undefined) continue;
    const isNew = one.SubnetId ?? one.Description ?? one.PrivateIpAddress ?? one.Ipv6AddressCount;
    if (isNew !== undefined || one.DeleteOnTermination || one.SecurityGroupId.length > 0)
      throw invalidCombination(
        'For an existing network interface, neither its subnet, groups, addresses or description nor its deletion may be specified',
      );
  }
}
