/** The actions the embedded EC2 answers: this table is the truth. Anything else is InvalidAction. */
import type { Action } from './action.ts';
import { DescribeTrafficMirrorFilterRules } from './filterRules.ts';
import { DescribeTrafficMirrorFilters } from './filters.ts';
import { DescribeNetworkInterfaces } from './networkInterfaces.ts';
import { DescribeTrafficMirrorSessions, ModifyTrafficMirrorSession } from './sessions.ts';
import { DescribeTrafficMirrorTargets } from './targets.ts';

export const ec2Actions: Readonly<Record<string, Action>> = {
  DescribeNetworkInterfaces,
  DescribeTrafficMirrorFilterRules,
  DescribeTrafficMirrorFilters,
  DescribeTrafficMirrorSessions,
  DescribeTrafficMirrorTargets,
  ModifyTrafficMirrorSession,
};
