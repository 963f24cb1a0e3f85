/** Which resources an EC2 request is about, and what IAM's conditions can ask of each (service authorization reference, EC2). */
import { type IdKind, idKinds, isId, otherIdKinds } from '../ids.ts';
import { findTarget } from '../mirroring/sharing.ts';
import { arnOf } from '../network/regions.ts';
import type { Row } from '../state/records.ts';
import { type Estate, ec2TableNames } from '../state/world.ts';

/** One resource of a request. */
export interface RequestedResource {
  /** `*` for a request that is about no resource. */
  readonly arn: string;
  /** The values of condition keys, by key in lower case: IAM does not distinguish. */
  readonly keys: ReadonlyMap<string, string>;
}

type Keys = readonly (readonly [key: string, value: string])[];

/** What a request is about that names no resource. */
export const anyResource: readonly RequestedResource[] = [{ arn: '*', keys: new Map() }];

/** The types of what an action creates. Conditions on the tags of the request apply to these alone. */
export const createdTypes: Readonly<Record<string, readonly string[]>> = {
  AuthorizeSecurityGroupIngress: ['security-group-rule'],
  CreateNetworkInterface: ['network-interface'],
  CreateTrafficMirrorFilter: ['traffic-mirror-filter'],
  CreateTrafficMirrorFilterRule: ['traffic-mirror-filter-rule'],
  CreateTrafficMirrorSession: ['traffic-mirror-session'],
  CreateTrafficMirrorTarget: ['traffic-mirror-target'],
  RunInstances: ['instance', 'network-interface', 'volume'],
};

/** The resources of a request that is not a Describe action: those are about none. */
export function requestedResources(
  action: string,
  parameters: ReadonlyMap<string, string>,
  estate: Estate,
): readonly RequestedResource[] {
  const ofRequest = tagKeys('aws:RequestTag/', tagsIn(parameters, 'Tag.'));
  const named = [...parameters].flatMap(([name, value]) =>
    /Id(?:\.\d+)?$/.test(name) ? existing(value, estate, ofRequest) : [],
  );
  const created = (createdTypes[action] ?? []).map((type) => createdResource(type, parameters, estate, []));
  const all = [...named, ...created];
  return all.length > 0 ? all : anyResource;
}

/** The resources that a create tags: for IAM, that is CreateTags with the name of the create. Undefined if it tags none. */
export function taggedOnCreate(
  action: string,
  parameters: ReadonlyMap<string, string>,
  estate: Estate,
): readonly RequestedResource[] | undefined {
  const types = [...parameters].flatMap(([name, value]) =>
    /^TagSpecification\.\d+\.ResourceType$/.test(name) ? [value] : [],
  );
  if (types.length === 0) return undefined;
  return types.map((type) => createdResource(type, parameters, estate, [['ec2:createaction', action]]));
}

/** The resource with this id and what belongs to it; nothing if the value is not an id of a kind that is known. */
function existing(value: string, estate: Estate, more: Keys): RequestedResource[] {
  const toResource = (kind: IdKind, id: string, row?: Row, accountId = estate.accountId) => ({
    arn: arnOf('ec2', { region: estate.region, accountId }, `${kind.resourceType}/${id}`),
    keys: new Map([...tagKeys('aws:ResourceTag/', row?.tags ?? []), ...more]),
  });
  if (isId(otherIdKinds.images.prefix, value)) return [toResource(otherIdKinds.images, value, undefined, '')];
  const id = isId(otherIdKinds.attachments.prefix, value) ? value.replace('eni-attach-', 'eni-') : value;
  const name = ec2TableNames.find((table) => isId(idKinds[table].prefix, id));
  if (!name) return [];
  // Nobody sees the tags of a target that another account shares.
  const target = name === 'targets' ? findTarget(estate, id) : undefined;
  const own = toResource(idKinds[name], id, target ?? estate[name].get(id), target?.ownerId);
  const filterId = name === 'filterRules' ? estate.filterRules.get(id)?.trafficMirrorFilterId : undefined;
  const instanceId = id === value ? undefined : estate.networkInterfaces.get(id)?.instanceId;
  return [own, ...[filterId, instanceId].flatMap((one) => (one ? existing(one, estate, more) : []))];
}

function createdResource(
  type: string,
  parameters: ReadonlyMap<string, string>,
  estate: Estate,
  more: Keys,
): RequestedResource {
  const [, number] = [...parameters].flatMap(([name, value]) =>
    value === type ? (/^TagSpecification\.(\d+)\.ResourceType$/.exec(name) ?? []) : [],
  );
  const tags = number === undefined ? [] : tagsIn(parameters, `TagSpecification.${number}.Tag.`);
  return {
    arn: arnOf('ec2', estate, `${type}/*`),
    keys: new Map([...tagKeys('aws:RequestTag/', tags), ...more]),
  };
}

/** The tags of parameters such as `Tag.1.Key`. */
function tagsIn(parameters: ReadonlyMap<string, string>, prefix: string) {
  return [...parameters].flatMap(([name, key]) =>
    name.startsWith(prefix) && name.endsWith('.Key')
      ? [{ key, value: parameters.get(name.replace(/Key$/, 'Value')) ?? '' }]
      : [],
  );
}

export const tagKeys = (prefix: string, tags: Row['tags']): Keys =>
  tags.map(({ key, value }) => [`${prefix}${key}`.toLowerCase(), value]);
