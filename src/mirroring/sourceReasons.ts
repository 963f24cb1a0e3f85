/** Why an interface cannot be a source, or why that is not known (VPC Traffic Mirroring guide, sources and limitations). */
import { bareMetalSourceFamilies, sourceFamilies } from './instanceTypes.ts';
import { quotas } from './quotas.ts';
import { type Management, managerOf } from './requesters.ts';

/** The facts about an interface that the decision depends on. */
export interface SourceFacts extends Management {
  /** EC2's `interfaceType`, for example `interface` or `natGateway`. Undefined when it is not known. */
  readonly interfaceType: string | undefined;
  /** The instance it is attached to. */
  readonly instanceId: string | undefined;
  /** Undefined when it is not known. */
  readonly instanceType: string | undefined;
  /** Its primary private IPv4 address. */
  readonly privateIpAddress: string | undefined;
  /** Whether the interface or its subnet belongs to the account that would mirror it. Undefined when it is not known. */
  readonly isOwned: boolean | undefined;
  /** Whether a mirror target uses it. */
  readonly isTarget: boolean;
  /** The session numbers in use on it. */
  readonly sessionNumbers: readonly (number | undefined)[];
}

/** The schema's enum has the same codes. */
export type EligibilityCode =
  | 'INTERFACE_TYPE'
  | 'NO_INSTANCE'
  | 'REQUESTER_MANAGED'
  | 'LOAD_BALANCER'
  | 'BARE_METAL'
  | 'INSTANCE_TYPE_NOT_LISTED'
  | 'INSTANCE_NOT_READ'
  | 'IPV6_ONLY_SUBNET'
  | 'IS_TARGET'
  | 'SESSIONS_EXHAUSTED'
  | 'OTHER_OWNER';

export interface EligibilityReason {
  readonly code: EligibilityCode;
  /** Without a full stop. */
  readonly message: string;
  /** Whether it rules mirroring out; if not, it is a doubt. */
  readonly isDecisive: boolean;
}

const against = (code: EligibilityCode, message: string) => ({ code, message, isDecisive: true });
const doubt = (code: EligibilityCode, message: string) => ({ code, message, isDecisive: false });

/** Every reason, decisive ones and doubts. None: the interface can be the source of one more session. */
export function reasonsOf(facts: SourceFacts): EligibilityReason[] {
  return [...ofInterface(facts), ...ofHolder(facts), ...ofUse(facts)];
}

function* ofInterface({
  interfaceType,
  privateIpAddress,
  isOwned,
}: SourceFacts): Generator<EligibilityReason> {
  if (interfaceType === undefined) yield doubt('INTERFACE_TYPE', 'EC2 did not say of which type it is');
  else if (interfaceType !== 'interface')
    yield against('INTERFACE_TYPE', `it is of type ${interfaceType}; only type interface can be mirrored`);
  // EC2 gives every interface of another subnet a primary IPv4 address.
  if (privateIpAddress === undefined) yield against('IPV6_ONLY_SUBNET', 'its subnet has IPv6 only');
  if (isOwned === false) yield against('OTHER_OWNER', 'neither it nor its subnet belongs to the account');
  if (isOwned === undefined)
    yield doubt('OTHER_OWNER', 'it belongs to another account, and whose its subnet is could not be read');
}

/** By what holds the interface: an AWS service or an instance. */
function* ofHolder(facts: SourceFacts): Generator<EligibilityReason> {
  const manager = managerOf(facts);
  if (manager === 'nobody') yield* ofInstance(facts);
  if (manager === 'loadBalancer')
    yield doubt(
      'LOAD_BALANCER',
      'it belongs to a load balancer; AWS documents disagree whether that can be mirrored',
    );
  if (manager === 'other')
    yield against(
      'REQUESTER_MANAGED',
      'an AWS service manages it, and only those of Amazon RDS and ElastiCache can be mirrored',
    );
}

function* ofInstance({ instanceId, instanceType }: SourceFacts): Generator<EligibilityReason> {
  if (instanceId === undefined) {
    yield against('NO_INSTANCE', 'it is not attached to an instance');
    return;
  }
  const unknown = 'it is not known whether its instance type can be mirrored';
  if (instanceType === undefined) {
    yield doubt('INSTANCE_NOT_READ', `${unknown}: its instance could not be read`);
    return;
  }
  const [family = '', size = ''] = instanceType.split('.');
  if (size.startsWith('metal')) {
    if (!bareMetalSourceFamilies.has(family))
      yield against('BARE_METAL', `bare metal instances of type ${instanceType} cannot be mirrored`);
  } else if (!sourceFamilies.has(family))
    yield doubt('INSTANCE_TYPE_NOT_LISTED', `${unknown}: the AWS guide does not list ${instanceType}`);
}

function* ofUse({ isTarget, sessionNumbers }: SourceFacts): Generator<EligibilityReason> {
  if (isTarget) yield against('IS_TARGET', 'it is used as a mirror target');
  const { sessionsPerInterface } = quotas;
  if (sessionNumbers.length >= sessionsPerInterface)
    yield against(
      'SESSIONS_EXHAUSTED',
      `it already has ${sessionNumbers.length} sessions; EC2 allows ${sessionsPerInterface}`,
    );
}
