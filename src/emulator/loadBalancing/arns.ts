/** The ARNs of Elastic Load Balancing, which name the type and the owner of a resource (ELB user guides, "Actions, resources, and condition keys"). */

const start = String.raw`^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):(\d{12}):`;
const named = String.raw`[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}`;

/** By kind of resource. `noun` is what messages call it. */
export const arnKinds = {
  loadBalancers: {
    noun: 'load balancer',
    notFound: 'LoadBalancerNotFound',
    pattern: new RegExp(String.raw`${start}loadbalancer\/(net|app|gwy)\/${named}$`),
  },
  targetGroups: {
    noun: 'target group',
    notFound: 'TargetGroupNotFound',
    pattern: new RegExp(String.raw`${start}targetgroup\/${named}$`),
  },
  listeners: {
    noun: 'listener',
    notFound: 'ListenerNotFound',
    pattern: new RegExp(String.raw`${start}listener\/(net|app|gwy)\/${named}\/[0-9a-f]{16}$`),
  },
} as const;
export type ArnKind = (typeof arnKinds)[keyof typeof arnKinds];

const types = { net: 'network', app: 'application', gwy: 'gateway' } as const;
export type LoadBalancerType = (typeof types)[keyof typeof types];

/** What follows the account: `loadbalancer/net/sensors/50dc6c495c0c9188`. */
const resource = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** The type of the load balancer that the ARN is of, or of the one that has the listener. */
export function typeOf(arn: string): LoadBalancerType {
  const [, type] = resource(arn).split('/');
  return types[type as keyof typeof types];
}

/** The name of a load balancer or target group. */
export const nameOf = (arn: string): string => resource(arn).split('/').at(-2) ?? '';

/** The description of the interfaces of a load balancer's nodes. AWS writes it in this form, and nothing else links the two. */
export const nodeDescription = (loadBalancerArn: string): string =>
  `ELB ${loadBalancerArn.slice(loadBalancerArn.indexOf('/') + 1)}`;

/** The ARN of the load balancer that has the listener. */
export const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.slice(0, listenerArn.lastIndexOf('/')).replace(':listener/', ':loadbalancer/');

/** A new listener of the load balancer. `random` returns numbers in [0, 1). */
export function newListenerArn(loadBalancerArn: string, random: () => number): string {
  const digits = () =>
    Math.floor(random() * 16 ** 8)
      .toString(16)
      .padStart(8, '0');
  return `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${digits()}${digits()}`;
}

/** The account and the Region in an ARN; undefined unless it is one of the kind. */
export function ownerIn(
  { pattern }: ArnKind,
  arn: string,
): { accountId: string; region: string } | undefined {
  const [, region, accountId] = pattern.exec(arn) ?? [];
  return region === undefined || accountId === undefined ? undefined : { accountId, region };
}

/** Whether the text is an ARN of any kind of Elastic Load Balancing. */
export const isArn = (text: string): boolean =>
  Object.values(arnKinds).some(({ pattern }) => pattern.test(text));
