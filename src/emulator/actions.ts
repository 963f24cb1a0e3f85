/** Every EC2 action that the emulator implements. Another action of EC2 is UnsupportedOperation, and any other name InvalidAction. */
import type { Action } from './action.ts';
import { DescribeInstanceTypes } from './instances/describeInstanceTypes.ts';
import { StartInstances, StopInstances, TerminateInstances } from './instances/instanceStates.ts';
import {
  DescribeInstanceCreditSpecifications,
  DescribeInstanceStatus,
  DescribeVolumes,
} from './instances/instanceStatuses.ts';
import { DescribeInstances } from './instances/instances.ts';
import { RunInstances } from './instances/launch.ts';
import {
  CreateTrafficMirrorFilterRule,
  DeleteTrafficMirrorFilterRule,
  DescribeTrafficMirrorFilterRules,
  ModifyTrafficMirrorFilterRule,
} from './mirroring/filterRules.ts';
import {
  CreateTrafficMirrorFilter,
  DeleteTrafficMirrorFilter,
  DescribeTrafficMirrorFilters,
  ModifyTrafficMirrorFilterNetworkServices,
} from './mirroring/filters.ts';
import {
  CreateTrafficMirrorSession,
  DeleteTrafficMirrorSession,
  DescribeTrafficMirrorSessions,
  ModifyTrafficMirrorSession,
} from './mirroring/sessions.ts';
import {
  CreateTrafficMirrorTarget,
  DeleteTrafficMirrorTarget,
  DescribeTrafficMirrorTargets,
} from './mirroring/targets.ts';
import { DescribeAccountAttributes, DescribeDhcpOptions } from './network/accounts.ts';
import {
  DescribeInstanceAttribute,
  DescribeNetworkInterfaceAttribute,
  DescribeVpcAttribute,
} from './network/attributes.ts';
import { DescribeAvailabilityZones } from './network/availabilityZones.ts';
import { AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress } from './network/groupRules.ts';
import {
  AttachNetworkInterface,
  CreateNetworkInterface,
  DeleteNetworkInterface,
  DetachNetworkInterface,
} from './network/interfaceWrites.ts';
import { DescribeNetworkAcls } from './network/networkAcls.ts';
import { DescribeNetworkInterfaces } from './network/networkInterfaces.ts';
import { DescribeVpcPeeringConnections } from './network/peerings.ts';
import {
  DescribeManagedPrefixLists,
  DescribePrefixLists,
  GetManagedPrefixListEntries,
} from './network/prefixLists.ts';
import { DescribeRegions } from './network/regions.ts';
import { DescribeRouteTables } from './network/routeTables.ts';
import { DescribeSecurityGroupRules, DescribeSecurityGroups } from './network/securityGroups.ts';
import { DescribeSubnets } from './network/subnets.ts';
import { DescribeTransitGatewayVpcAttachments } from './network/transitGatewayAttachments.ts';
import { DescribeVpcEndpoints } from './network/vpcEndpoints.ts';
import { DescribeVpcs } from './network/vpcs.ts';
import { CreateTags, DeleteTags, DescribeTags } from './tags.ts';

export const ec2Actions: Readonly<Record<string, Action>> = {
  CreateTrafficMirrorFilter,
  CreateTrafficMirrorFilterRule,
  CreateTrafficMirrorSession,
  CreateTrafficMirrorTarget,
  DeleteTrafficMirrorFilter,
  DeleteTrafficMirrorFilterRule,
  DeleteTrafficMirrorSession,
  DeleteTrafficMirrorTarget,
  DescribeTrafficMirrorFilterRules,
  DescribeTrafficMirrorFilters,
  DescribeTrafficMirrorSessions,
  DescribeTrafficMirrorTargets,
  ModifyTrafficMirrorFilterNetworkServices,
  ModifyTrafficMirrorFilterRule,
  ModifyTrafficMirrorSession,

  CreateTags,
  DeleteTags,
  DescribeTags,

  DescribeAccountAttributes,
  DescribeAvailabilityZones,
  DescribeDhcpOptions,
  DescribeInstanceAttribute,
  DescribeInstanceCreditSpecifications,
  DescribeInstances,
  DescribeInstanceStatus,
  DescribeInstanceTypes,
  DescribeManagedPrefixLists,
  DescribeNetworkAcls,
  DescribeNetworkInterfaceAttribute,
  DescribeNetworkInterfaces,
  DescribePrefixLists,
  DescribeRegions,
  DescribeRouteTables,
  DescribeSecurityGroupRules,
  DescribeSecurityGroups,
  DescribeSubnets,
  DescribeTransitGatewayVpcAttachments,
  DescribeVolumes,
  DescribeVpcAttribute,
  DescribeVpcEndpoints,
  DescribeVpcPeeringConnections,
  DescribeVpcs,

  AttachNetworkInterface,
  AuthorizeSecurityGroupIngress,
  CreateNetworkInterface,
  DeleteNetworkInterface,
  DetachNetworkInterface,
  RevokeSecurityGroupIngress,
  RunInstances,
  StartInstances,
  StopInstances,
  TerminateInstances,
  GetManagedPrefixListEntries,
};
