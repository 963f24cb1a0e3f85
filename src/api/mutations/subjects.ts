/** The kinds of resources that changes are about. */
import type DataLoader from 'dataloader';
import { filterRuleKind } from '../../ec2/filterRules.ts';
import { filterKind } from '../../ec2/filters.ts';
import { describeOne } from '../../ec2/reads/describe.ts';
import type { ResourceKind } from '../../ec2/reads/kind.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { sessionKind } from '../../ec2/sessions.ts';
import { targetKind } from '../../ec2/targets.ts';
import type { Ec2Usage } from '../../ec2/usage.ts';
import type { MirrorKind } from '../ids.ts';
import { type Loaders, loaderOf } from '../loaders.ts';
import { filterVersion, ruleVersion, sessionVersion } from '../versions.ts';

export interface SubjectKind<Current> {
  /** The field of the input that names the resource. */
  readonly field: string;
  readonly idKind: MirrorKind;
  /** What messages call it. */
  readonly noun: string;
  /** Reads it, whatever the request has read before. @returns null when EC2 does not have it. */
  readonly describe: (scope: Ec2Scope, id: string, usage: Ec2Usage) => Promise<Current | null>;
  readonly loader: (loaders: Loaders) => DataLoader<string, Current | null>;
  /** Absent: this kind of resource has no versions. */
  readonly versionOf?: (current: Current) => string;
  /** AWS IDs of others that its version covers, and that can be changed separately. Absent: there are none. */
  readonly partsOf?: (current: Current) => readonly string[];
}

/** An existing resource that a change is about. */
export interface Subject<Current> extends SubjectKind<Current> {
  readonly scope: Ec2Scope;
  readonly id: string;
}

const subjectKind = <Field extends string, Item, Current>({
  kind,
  ...rest
}: Omit<SubjectKind<Current>, 'describe'> & {
  readonly field: Field;
  readonly kind: ResourceKind<Item, Current>;
}) => ({
  ...rest,
  describe: (scope: Ec2Scope, id: string, usage: Ec2Usage) => describeOne(scope, kind, id, usage),
});

export const sessionSubject = subjectKind({
  field: 'trafficMirrorSessionId',
  idKind: 'TrafficMirrorSession',
  noun: 'session',
  kind: sessionKind,
  loader: loaderOf.TrafficMirrorSession,
  versionOf: sessionVersion,
});

export const targetSubject = subjectKind({
  field: 'trafficMirrorTargetId',
  idKind: 'TrafficMirrorTarget',
  noun: 'target',
  kind: targetKind,
  loader: loaderOf.TrafficMirrorTarget,
});

export const filterSubject = subjectKind({
  field: 'trafficMirrorFilterId',
  idKind: 'TrafficMirrorFilter',
  noun: 'filter',
  kind: filterKind,
  loader: loaderOf.TrafficMirrorFilter,
  versionOf: filterVersion,
  partsOf: ({ ingressRules, egressRules }) =>
    [...ingressRules, ...egressRules].map((rule) => rule.trafficMirrorFilterRuleId),
});

export const ruleSubject = subjectKind({
  field: 'trafficMirrorFilterRuleId',
  idKind: 'TrafficMirrorFilterRule',
  noun: 'rule',
  kind: filterRuleKind,
  loader: loaderOf.TrafficMirrorFilterRule,
  versionOf: ruleVersion,
});
