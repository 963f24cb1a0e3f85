/**
 * Which resources a request is about, and what IAM's conditions can ask of each (service authorization reference, Elastic Load
 * Balancing V2).
 */
import { anyResource, type RequestedResource, tagKeys } from '../identity/requestedResources.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

type Parameters = ReadonlyMap<string, string>;

/** The resource that a change is about. Describe actions are about none. */
export function requestedResources(
  action: string,
  parameters: Parameters,
  { loadBalancers, listeners, targetGroups }: Estate,
): readonly RequestedResource[] {
  if (action.startsWith('Describe')) return anyResource;
  const tables = { LoadBalancerArn: loadBalancers, ListenerArn: listeners, TargetGroupArn: targetGroups };
  const named = Object.entries(tables).flatMap(([name, table]) => {
    const arn = parameters.get(name);
    if (arn === undefined) return [];
    const row: Row | undefined = table.get(arn);
    return [{ arn, keys: new Map([...tagKeys('aws:ResourceTag/', row?.tags ?? []), ...tagsOf(parameters)]) }];
  });
  return named.length > 0 ? named : anyResource;
}

/** The listener that a create tags: for IAM, that is AddTags with the name of the create. Undefined if it has no tags. */
export function taggedOnCreate(
  action: string,
  parameters: Parameters,
): readonly RequestedResource[] | undefined {
  const tags = tagsOf(parameters);
  const balancer = parameters.get('LoadBalancerArn');
  if (tags.length === 0 || balancer === undefined) return undefined;
  const arn = `${balancer.replace(':loadbalancer/', ':listener/')}/*`;
  return [{ arn, keys: new Map([...tags, ['elasticloadbalancing:createaction', action]]) }];
}

/** `Tags.member.1.Key` and its value. */
const tagsOf = (parameters: Parameters) =>
  tagKeys(
    'aws:RequestTag/',
    [...parameters].flatMap(([name, key]) =>
      /^Tags\.member\.\d+\.Key$/.test(name)
        ? [{ key, value: parameters.get(name.replace(/Key$/, 'Value')) ?? '' }]
        : [],
    ),
  );
