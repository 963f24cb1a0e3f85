/** The actions that describe one attribute of one resource, as Terraform and others read them. */
import { type Action, action } from '../action.ts';
import { found, type IdKind, idKinds } from '../ids.ts';
import { toInstance } from '../instances/instanceElements.ts';
import { id } from '../sharedParameters.ts';
import type { Instance, NetworkInterface, Vpc } from '../state/networkRecords.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { oneOf, required } from '../wire/parameters.ts';
import type { Wire, WireObject } from '../wire/xml.ts';
import { hasDnsHostnames } from './dnsNames.ts';
import { toNetworkInterface } from './interfaceElements.ts';

/** An attribute of a row, as the element of the same name shows it. */
type Attribute<R> = (row: R, estate: Estate) => Wire;

/** Builds an action with the parameters `Attribute` and that of the id. */
function describeAttribute<R extends Row>(
  parameter: string,
  kind: IdKind,
  table: (estate: Estate) => { get(id: string): R | undefined },
  attributes: Readonly<Record<string, Attribute<R>>>,
): Action {
  const element = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  return action(
    { [parameter]: required(id(kind)), Attribute: required(oneOf(...Object.keys(attributes))) },
    (parsed, estate) => {
      const row = found(table(estate), kind, parsed[parameter] ?? '');
      const { Attribute = '' } = parsed;
      return { [element]: row.id, [Attribute]: attributes[Attribute]?.(row, estate) };
    },
  );
}

/** Whether DNS names are given depends on the VPC (VPC user guide, "DNS attributes in your VPC"). */
export const DescribeVpcAttribute = describeAttribute<Vpc>('VpcId', idKinds.vpcs, ({ vpcs }) => vpcs, {
  enableDnsSupport: () => ({ value: true }),
  enableDnsHostnames: (row, estate) => ({ value: hasDnsHostnames(estate, row.id) }),
  enableNetworkAddressUsageMetrics: () => ({ value: false }),
});

/** An attribute that the resource shows as an element, in which EC2 puts the value. */
const element =
  <R extends Row>(toWire: (row: R, estate: Estate) => WireObject, name: string): Attribute<R> =>
  (row, estate) => ({ value: toWire(row, estate)[name] });
/** The same of what is a set or a structure. */
const structure =
  <R extends Row>(toWire: (row: R, estate: Estate) => WireObject, name: string): Attribute<R> =>
  (row, estate) =>
    toWire(row, estate)[name];

/** What an instance does not have is an empty element. */
const nothing = () => ({});

export const DescribeInstanceAttribute = describeAttribute<Instance>(
  'InstanceId',
  idKinds.instances,
  ({ instances }) => instances,
  {
    blockDeviceMapping: structure(toInstance, 'blockDeviceMapping'),
    disableApiStop: () => ({ value: false }),
    disableApiTermination: () => ({ value: false }),
    ebsOptimized: element(toInstance, 'ebsOptimized'),
    enaSupport: element(toInstance, 'enaSupport'),
    enclaveOptions: structure(toInstance, 'enclaveOptions'),
    groupSet: structure(toInstance, 'groupSet'),
    instanceInitiatedShutdownBehavior: () => ({ value: 'stop' }),
    instanceType: element(toInstance, 'instanceType'),
    kernel: nothing,
    productCodes: structure(toInstance, 'productCodes'),
    ramdisk: nothing,
    rootDeviceName: element(toInstance, 'rootDeviceName'),
    sourceDestCheck: element(toInstance, 'sourceDestCheck'),
    sriovNetSupport: nothing,
    userData: nothing,
  },
);

export const DescribeNetworkInterfaceAttribute = describeAttribute<NetworkInterface>(
  'NetworkInterfaceId',
  idKinds.networkInterfaces,
  ({ networkInterfaces }) => networkInterfaces,
  {
    associatePublicIpAddress: () => false,
    attachment: structure(toNetworkInterface, 'attachment'),
    description: element(toNetworkInterface, 'description'),
    groupSet: structure(toNetworkInterface, 'groupSet'),
    sourceDestCheck: element(toNetworkInterface, 'sourceDestCheck'),
  },
);
