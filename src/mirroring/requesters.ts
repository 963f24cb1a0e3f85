/** Who manages an interface that an AWS service has made, as far as that decides whether it can be mirrored. */

export interface Management {
  /** Whether an AWS service manages the interface. */
  readonly requesterManaged: boolean | undefined;
  /** EC2's name or ID of who asked for it. */
  readonly requesterId: string | undefined;
  readonly description: string | undefined;
}

/**
 * - `mirrorable`: Amazon RDS or ElastiCache, the only services whose interfaces can be sources (guide, Limitations);
 * - `loadBalancer`: an Application or Classic Load Balancer;
 * - `other`: any other service;
 * - `nobody`: its owner does.
 *
 * The forms of the requester and the description are from what users have published; the guide does not name them.
 */
export function managerOf({ requesterManaged, requesterId, description = '' }: Management) {
  if (requesterManaged !== true) return 'nobody';
  if (requesterId === 'amazon-rds' || description === 'RDSNetworkInterface') return 'mirrorable';
  if (requesterId === 'amazon-elasticache' || description.startsWith('ElastiCache ')) return 'mirrorable';
  return requesterId === 'amazon-elb' || description.startsWith('ELB ') ? 'loadBalancer' : 'other';
}
