/** Versions of resources, for `ifVersion`: opaque, and equal exactly when the values that they stand for are equal. */
import { createHash } from 'node:crypto';
import { ruleProperties, type TrafficMirrorFilterRuleRecord } from '../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../ec2/filters.ts';
import { sessionProperties, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';

export const sessionVersion = (session: TrafficMirrorSessionRecord) =>
  hash(valuesOf(session, sessionProperties));

export const ruleVersion = (rule: TrafficMirrorFilterRuleRecord) => hash(valuesOf(rule, ruleProperties));

/** What a filter lets through: its network services and its rules. */
export const filterVersion = ({ rawNetworkServices, ingressRules, egressRules }: TrafficMirrorFilterRecord) =>
  hash([
    rawNetworkServices.toSorted(),
    [...ingressRules, ...egressRules].map((rule) => [
      rule.trafficMirrorFilterRuleId,
      valuesOf(rule, ruleProperties),
    ]),
  ]);

const valuesOf = <Property extends string>(
  record: { readonly [Name in Property]?: unknown },
  properties: readonly Property[],
) => properties.map((property) => record[property] ?? null);

const hash = (values: unknown) =>
  createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22);
