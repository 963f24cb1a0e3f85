/** Translates the criteria of a list into EC2 filters. Values of one criterion are combined with OR, criteria with AND. */

import { maxFilterValues } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { isText, textRule } from '../ec2/text.ts';
import type {
  AwsTagFilterInput,
  TrafficMirrorFilterFilterInput,
  TrafficMirrorFilterRuleFilterInput,
  TrafficMirrorFindingFilterInput,
  TrafficMirrorSessionFilterInput,
  TrafficMirrorSourceFilterInput,
  TrafficMirrorTargetFilterInput,
} from '../generated/types.ts';
import { loadBalancerArn, notLoadBalancerArn } from '../mirroring/loadBalancers.ts';
import { type Range, ruleRanges, sessionRanges } from '../mirroring/ranges.ts';
import type { Criterion } from './connections.ts';
import { badRequest } from './errors.ts';
import { expectedId, type IdKind, type NamedResource, parseId } from './ids.ts';

/** How one criterion becomes an EC2 filter. `toValue` returns undefined for an invalid value. */
interface Translation<Value> {
  readonly name: string;
  readonly expected: string;
  readonly toValue: (value: Value) => string | undefined;
  /** The account and Region of a named resource, as far as its name contains them. */
  readonly scopeOf?: (value: Value) => NamedResource | undefined;
}

type Translations<Criteria> = {
  readonly [Name in Exclude<keyof Criteria, 'tags'>]-?: NonNullable<
    Criteria[Name]
  > extends readonly (infer Value)[]
    ? Translation<Value>
    : never;
};

const ids = (name: string, kind: IdKind): Translation<string> => ({
  name,
  expected: expectedId(kind),
  toValue: (value) => parseId(kind, value)?.id,
  scopeOf: (value) => parseId(kind, value),
});

const integers = (name: string, { min, max }: Range): Translation<number> => ({
  name,
  expected: `must be from ${min} to ${max}`,
  toValue: (value) => (value >= min && value <= max ? String(value) : undefined),
});

const texts = <Value extends string>(name: string): Translation<Value> => ({
  name,
  expected: textRule,
  toValue: (value) => (isText(value) ? value : undefined),
});

const accounts = (name: string): Translation<string> => ({
  name,
  expected: 'must be a 12-digit account ID',
  toValue: (value) => (/^\d{12}$/.test(value) ? value : undefined),
});

export const sessionCriteria: Translations<Omit<TrafficMirrorSessionFilterInput, 'vpcIds' | 'wholePackets'>> =
  {
    trafficMirrorSessionIds: ids('traffic-mirror-session-id', 'TrafficMirrorSession'),
    networkInterfaceIds: ids('network-interface-id', 'NetworkInterface'),
    trafficMirrorTargetIds: ids('traffic-mirror-target-id', 'TrafficMirrorTarget'),
    trafficMirrorFilterIds: ids('traffic-mirror-filter-id', 'TrafficMirrorFilter'),
    ownerIds: accounts('owner-id'),
    packetLengths: integers('packet-length', sessionRanges.packetLength),
    sessionNumbers: integers('session-number', sessionRanges.sessionNumber),
    virtualNetworkIds: integers('virtual-network-id', sessionRanges.virtualNetworkId),
    descriptions: texts('description'),
  };

export const targetCriteria: Translations<Omit<TrafficMirrorTargetFilterInput, 'types'>> = {
  trafficMirrorTargetIds: ids('traffic-mirror-target-id', 'TrafficMirrorTarget'),
  networkInterfaceIds: ids('network-interface-id', 'NetworkInterface'),
  networkLoadBalancerArns: {
    name: 'network-load-balancer-arn',
    expected: notLoadBalancerArn,
    toValue: (value) => (loadBalancerArn.test(value) ? value : undefined),
  },
  ownerIds: accounts('owner-id'),
  descriptions: texts('description'),
};

export const filterCriteria: Translations<TrafficMirrorFilterFilterInput> = {
  trafficMirrorFilterIds: ids('traffic-mirror-filter-id', 'TrafficMirrorFilter'),
  descriptions: texts('description'),
};

export const filterRuleCriteria: Translations<TrafficMirrorFilterRuleFilterInput> = {
  trafficMirrorFilterIds: ids('traffic-mirror-filter-id', 'TrafficMirrorFilter'),
  trafficMirrorFilterRuleIds: ids('traffic-mirror-filter-rule-id', 'TrafficMirrorFilterRule'),
  trafficDirections: texts('traffic-direction'),
  ruleActions: texts('rule-action'),
  ruleNumbers: integers('rule-number', ruleRanges.ruleNumber),
  protocols: integers('protocol', ruleRanges.protocol),
  sourceCidrBlocks: texts('source-cidr-block'),
  destinationCidrBlocks: texts('destination-cidr-block'),
  descriptions: texts('description'),
};

/** The resources that findings concern, by the properties of sessions that have their ids: the gateway itself selects by them. */
export const findingResources: Translations<
  Omit<TrafficMirrorFindingFilterInput, 'codes' | 'severities' | 'certainties'>
> = {
  trafficMirrorSessionIds: ids('trafficMirrorSessionId', 'TrafficMirrorSession'),
  trafficMirrorTargetIds: ids('trafficMirrorTargetId', 'TrafficMirrorTarget'),
  trafficMirrorFilterIds: ids('trafficMirrorFilterId', 'TrafficMirrorFilter'),
  networkInterfaceIds: ids('networkInterfaceId', 'NetworkInterface'),
};

export const sourceCriteria: Translations<TrafficMirrorSourceFilterInput> = {
  networkInterfaceIds: ids('network-interface-id', 'NetworkInterface'),
  vpcIds: ids('vpc-id', 'Vpc'),
  subnetIds: ids('subnet-id', 'Subnet'),
};

/**
 * Translates the criteria of a list.
 *
 * @param scopes the scopes that are listed. A resource in another scope is an error, because it would look as if it did not exist.
 * @returns undefined when a criterion has no values: nothing can match, but EC2 would ignore the criterion.
 * @throws GraphQLError naming the first invalid value.
 */
export function toFilters<Criteria extends { tags?: readonly AwsTagFilterInput[] | null }>(
  translations: Translations<Criteria>,
  criteria: Criteria | null | undefined,
  scopes: readonly Ec2Scope[],
): Criterion[] | undefined {
  const filters: Criterion[] = [];
  for (const [argument, values] of Object.entries(criteria ?? {}) as [string, readonly unknown[] | null][]) {
    if (values === null) continue;
    if (values.length > maxFilterValues) {
      throw badRequest(
        `\`filter.${argument}\` must not have more than ${maxFilterValues} entries.`,
        argument,
      );
    }
    if (argument === 'tags') {
      filters.push(...(values as AwsTagFilterInput[]).map(toTagFilter));
    } else {
      const translation = translations[argument as keyof typeof translations] as Translation<unknown>;
      filters.push({
        Name: translation.name,
        Values: values.map((value) => toValue(translation, argument, value, scopes)),
      });
    }
  }
  return filters.some((filter) => filter.Values.length === 0) ? undefined : filters;
}

function toValue(
  { toValue, scopeOf, expected }: Translation<unknown>,
  argument: string,
  value: unknown,
  scopes: readonly Ec2Scope[],
): string {
  const text = toValue(value);
  if (text === undefined)
    throw badRequest(`\`filter.${argument}\`: ${JSON.stringify(value)} ${expected}.`, argument);
  const named = scopeOf?.(value);
  // An ARN contains the owner, who may have shared the resource with the account that lists it.
  const isListed = scopes.some(
    ({ accountId, region }) =>
      (named?.region ?? region) === region && (named?.accountId ?? accountId) === accountId,
  );
  if (isListed) return text;
  const where = [named?.accountId && `account ${named.accountId}`, named?.region]
    .filter(Boolean)
    .join(' in ');
  throw badRequest(
    `\`filter.${argument}\`: ${text} is in ${where}, which is not listed. Add it to \`scope\`.`,
    argument,
  );
}

function toTagFilter({ key, values }: AwsTagFilterInput): Criterion {
  if (values && values.length > maxFilterValues)
    throw badRequest(`\`filter.tags\` must not have more than ${maxFilterValues} values of one key.`, 'tags');
  if (key === '') throw badRequest('`filter.tags`: `key` must not be empty.', 'tags');
  if (![key, ...(values ?? [])].every(isText)) throw badRequest(`\`filter.tags\` ${textRule}.`, 'tags');
  if (values) return { Name: `tag:${key}`, Values: [...values] };
  return { Name: 'tag-key', Values: [key.replace(/[*?\\]/g, '\\$&')] };
}
