/** Which findings a list has: by what they say, and by the resources that they concern. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorFindingFilterInput } from '../../generated/types.ts';
import { certaintyOf } from '../../mirroring/findings/rule.ts';
import { type AnyRule, type FindingCode, rules } from '../../mirroring/findings/rules.ts';
import { findingResources, toFilters } from '../criteria.ts';
import type { ChosenResources, ResourceProperty } from './resources.ts';

type Named = { readonly [Property in ResourceProperty]?: ReadonlySet<string> };

const allRules: readonly AnyRule[] = rules;

export interface Choice {
  readonly codes: ReadonlySet<FindingCode>;
  /** Undefined: all that there are. */
  readonly resources: ChosenResources | undefined;
}

/** @returns undefined when nothing can match. @throws GraphQLError naming the first invalid value. */
export function toChoice(
  given: TrafficMirrorFindingFilterInput | null | undefined,
  scopes: readonly Ec2Scope[],
): Choice | undefined {
  const { codes, severities, certainties, ...resources } = given ?? {};
  const named = toFilters<typeof resources & { tags?: never }>(findingResources, resources, scopes);
  const chosen = allRules.filter(
    (rule) =>
      (codes?.includes(rule.code) ?? true) &&
      (severities?.includes(rule.severity) ?? true) &&
      (certainties?.includes(certaintyOf(rule)) ?? true),
  );
  if (named === undefined || chosen.length === 0) return undefined;
  return {
    codes: new Set(chosen.map(({ code }) => code)),
    resources:
      named.length === 0
        ? undefined
        : toResources(Object.fromEntries(named.map(({ Name, Values }) => [Name, new Set(Values)]))),
  };
}

function toResources(named: Named): ChosenResources {
  const properties = Object.keys(named) as ResourceProperty[];
  return {
    ids: Object.fromEntries(Object.entries(named).map(([property, ids]) => [property, [...ids]])),
    matches: (session) => properties.every((property) => named[property]?.has(session[property] ?? '')),
    filterIds: properties.length === 1 ? [...(named.trafficMirrorFilterId ?? [])] : [],
  };
}
