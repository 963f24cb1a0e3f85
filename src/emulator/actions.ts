/** The EC2 actions that are answered: this table is the truth. Anything else is InvalidAction. */
import type { Action } from './action.ts';
import {
  CreateTrafficMirrorFilterRule,
  DeleteTrafficMirrorFilterRule,
  DescribeTrafficMirrorFilterRules,
  ModifyTrafficMirrorFilterRule,
} from './filterRules.ts';
import {
  CreateTrafficMirrorFilter,
  DeleteTrafficMirrorFilter,
  DescribeTrafficMirrorFilters,
  ModifyTrafficMirrorFilterNetworkServices,
} from './filters.ts';
import { DescribeInstances } from './instances.ts';
import { DescribeNetworkInterfaces } from './networkInterfaces.ts';
import { DescribeRegions } from './regions.ts';
import {
  CreateTrafficMirrorSession,
  DeleteTrafficMirrorSession,
  DescribeTrafficMirrorSessions,
  ModifyTrafficMirrorSession,
} from './sessions.ts';
import { DescribeSubnets } from './subnets.ts';
import { CreateTags, DeleteTags, DescribeTags } from './tags.ts';
import {
  CreateTrafficMirrorTarget,
  DeleteTrafficMirrorTarget,
  DescribeTrafficMirrorTargets,
} from './targets.ts';
import { DescribeVpcEndpoints } from './vpcEndpoints.ts';
import { DescribeVpcs } from './vpcs.ts';

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

  DescribeInstances,
  DescribeNetworkInterfaces,
  DescribeRegions,
  DescribeSubnets,
  DescribeVpcEndpoints,
  DescribeVpcs,
};
