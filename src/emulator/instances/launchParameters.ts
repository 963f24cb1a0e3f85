/** The parameters of RunInstances, and those of them that have no effect here. */
import { invalidValue } from '../errors.ts';
import { idKinds, otherIdKinds } from '../ids.ts';
import { deviceIndex, networkCardIndex } from '../network/interfaceWrites.ts';
import { interfaceParameters } from '../network/newInterface.ts';
import { clientToken, id, ignored, ipAddress } from '../sharedParameters.ts';
import { tagSpecifications } from '../tags.ts';
import {
  boolean,
  integer,
  list,
  oneOf,
  type Parsed,
  type Parser,
  required,
  string,
  structure,
} from '../wire/parameters.ts';

/** Most instances of one request; EC2's quotas depend on the type (our decision). */
const instanceCount = integer(1, 1000);

const instanceType: Parser<string | undefined> = (node, name) => {
  const text = string(node, name);
  if (text !== undefined && !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(text))
    throw invalidValue(name, text, 'Expecting a type such as m5.large.');
  return text;
};

/** Termination protection and the like are not emulated, so they cannot be asked for. */
const onlyFalse = oneOf('false');

const networkInterface = structure({
  ...interfaceParameters,
  DeviceIndex: required(deviceIndex),
  NetworkInterfaceId: id(idKinds.networkInterfaces),
  DeleteOnTermination: boolean,
  AssociatePublicIpAddress: onlyFalse,
  AssociateCarrierIpAddress: onlyFalse,
  NetworkCardIndex: networkCardIndex,
  ConnectionTrackingSpecification: ignored,
  EnaSrdSpecification: ignored,
  EnaQueueCount: ignored,
});

/** What is accepted and has no effect, because nothing that it decides is emulated: images, volumes, the inside of instances, prices. */
const withoutEffect = {
  AdditionalInfo: ignored,
  BlockDeviceMapping: ignored,
  CapacityReservationSpecification: ignored,
  CpuOptions: ignored,
  CreditSpecification: ignored,
  DisableApiStop: onlyFalse,
  DisableApiTermination: onlyFalse,
  EbsOptimized: ignored,
  ElasticGpuSpecification: ignored,
  ElasticInferenceAccelerator: ignored,
  EnclaveOptions: ignored,
  HibernationOptions: ignored,
  IamInstanceProfile: ignored,
  InstanceInitiatedShutdownBehavior: ignored,
  KernelId: ignored,
  KeyName: ignored,
  LicenseSpecification: ignored,
  MaintenanceOptions: ignored,
  MetadataOptions: ignored,
  Monitoring: ignored,
  NetworkPerformanceOptions: ignored,
  PrivateDnsNameOptions: ignored,
  RamdiskId: ignored,
  UserData: ignored,
};

export const launchParameters = {
  ...withoutEffect,
  ImageId: required(id(otherIdKinds.images)),
  InstanceType: instanceType,
  MinCount: required(instanceCount),
  MaxCount: required(instanceCount),
  SubnetId: interfaceParameters.SubnetId,
  SecurityGroupId: interfaceParameters.SecurityGroupId,
  SecurityGroup: list(string),
  PrivateIpAddress: ipAddress(4),
  Ipv6Address: interfaceParameters.Ipv6Addresses,
  Ipv6AddressCount: interfaceParameters.Ipv6AddressCount,
  NetworkInterface: list(networkInterface),
  Placement: structure({ AvailabilityZone: string, Tenancy: oneOf('default') }),
  TagSpecification: tagSpecifications('instance', 'network-interface', 'volume'),
  ClientToken: clientToken,
};

export type Launch = Parsed<typeof launchParameters>;
export type LaunchInterface = Launch['NetworkInterface'][number];
