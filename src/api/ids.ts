/** The three ways to name a resource: AWS ID, ARN, and the opaque global ID. */
import { loadBalancerArn } from '../mirroring/loadBalancers.ts';

/** The kinds of resources, with EC2's id prefix and the resource type in ARNs (service authorisation reference, EC2). */
const kinds = {
  TrafficMirrorSession: { prefix: 'tms', arnType: 'traffic-mirror-session', noun: 'session' },
  TrafficMirrorTarget: { prefix: 'tmt', arnType: 'traffic-mirror-target', noun: 'target' },
  TrafficMirrorFilter: { prefix: 'tmf', arnType: 'traffic-mirror-filter', noun: 'filter' },
  TrafficMirrorFilterRule: { prefix: 'tmfr', arnType: 'traffic-mirror-filter-rule', noun: 'filter rule' },
  NetworkInterface: { prefix: 'eni', arnType: 'network-interface', noun: 'network interface' },
  Vpc: { prefix: 'vpc', arnType: 'vpc', noun: 'VPC' },
  Subnet: { prefix: 'subnet', arnType: 'subnet', noun: 'subnet' },
  VpcEndpoint: { prefix: 'vpce', arnType: 'vpc-endpoint', noun: 'VPC endpoint' },
} as const;

export type IdKind = keyof typeof kinds;

/** A resource as a client named it. An AWS ID alone contains neither an account nor a Region. */
export interface NamedResource {
  readonly id: string;
  /** The account through which the resource was read. Only a global ID contains it. */
  readonly accountId?: string | undefined;
  /** The account that owns the resource. Only an ARN contains it. */
  readonly ownerId?: string | undefined;
  readonly region?: string | undefined;
}

/** What a global ID says about the scope. */
interface ScopeKey {
  readonly accountId: string;
  readonly region: string;
}

/** Parses the ARN of a Network Load Balancer. @returns undefined for anything else. */
export function parseLoadBalancer(text: string): NamedResource | undefined {
  if (!loadBalancerArn.test(text)) return undefined;
  const [, , , region, ownerId] = text.split(':');
  return { id: text, ownerId, region };
}

const arnPattern = /^arn:aws[a-z-]*:ec2:([a-z0-9-]+):(\d{12}):([a-z-]+)\/([^/]+)$/;
const globalIdPattern = /^(\d{12})\/([a-z0-9-]+)\/(\S+)$/;

/**
 * Parses a name in any of the three forms.
 *
 * AWS IDs with `*` or `?` are invalid: EC2 treats these as wildcards in a filter, so they would match other resources.
 *
 * @returns undefined when the text does not name a resource of this kind.
 */
export function parseId(kind: IdKind, text: string): NamedResource | undefined {
  const { prefix, arnType } = kinds[kind];
  const isId = (id: string | undefined) =>
    id?.startsWith(`${prefix}-`) && /^[0-9a-zA-Z]{8,32}$/.test(id.slice(prefix.length + 1));
  if (isId(text)) return { id: text };
  const [, arnRegion, owner, type, arnId] = arnPattern.exec(text) ?? [];
  if (type === arnType && arnId !== undefined && isId(arnId))
    return { id: arnId, ownerId: owner, region: arnRegion };
  const [, accountId, region, id] = globalIdPattern.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (id !== undefined && isId(id)) return { id, accountId, region };
  return undefined;
}

/** The kinds that Traffic Mirroring has itself: those with a global ID. */
const mirrorKinds = [
  'TrafficMirrorSession',
  'TrafficMirrorTarget',
  'TrafficMirrorFilter',
  'TrafficMirrorFilterRule',
] as const satisfies readonly IdKind[];

export type MirrorKind = (typeof mirrorKinds)[number];

/** Parses the name of a session, target, filter or rule. */
export function parseMirrorId(text: string): (NamedResource & { readonly kind: MirrorKind }) | undefined {
  for (const kind of mirrorKinds) {
    const resource = parseId(kind, text);
    if (resource !== undefined) return { ...resource, kind };
  }
  return undefined;
}

/** What to say of a name that `parseMirrorId` did not accept. */
export const expectedMirrorId = () => expectedId('TrafficMirrorSession', 'session, target, filter or rule');

/** What to say of a name that `parseId` did not accept. @param noun what may be named, if more than this kind. */
export function expectedId(kind: IdKind, noun: string = kinds[kind].noun): string {
  const { prefix, arnType } = kinds[kind];
  return `must name a ${noun}: an AWS ID (${prefix}- and 8 to 32 letters or digits), an ARN (…:${arnType}/${prefix}-…), or a global ID`;
}

/** The opaque global ID: the account and Region through which the resource was read, and its AWS ID. */
export function toGlobalId({ accountId, region }: ScopeKey, id: string): string {
  return Buffer.from(`${accountId}/${region}/${id}`).toString('base64url');
}

/** @param ownerId the owner's account. EC2 gives none for filters and rules, so the account they were read through is used. */
export function toArn(
  kind: IdKind,
  { accountId, region }: ScopeKey,
  ownerId: string | undefined,
  id: string,
): string {
  return `arn:${partition(region)}:ec2:${region}:${ownerId ?? accountId}:${kinds[kind].arnType}/${id}`;
}

/** AWS partitions by the Region's prefix (AWS general reference, ARNs). */
function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
