/** Every action of Elastic Load Balancing: those that the emulator implements, and the names of the others. */
import type { Action } from '../action.ts';
import type { Ec2Error } from '../errors.ts';
import { couldNotFind, unsupported } from './errors.ts';
import { DescribeTargetHealth } from './health.ts';
import {
  CreateListener,
  DeleteListener,
  DescribeListenerAttributes,
  DescribeListeners,
} from './listeners.ts';
import {
  DescribeCapacityReservation,
  DescribeLoadBalancerAttributes,
  DescribeLoadBalancers,
} from './loadBalancers.ts';
import { DeregisterTargets, RegisterTargets } from './registrations.ts';
import { DescribeTags } from './tags.ts';
import { DescribeTargetGroupAttributes, DescribeTargetGroups } from './targetGroups.ts';

export const loadBalancingActions: Readonly<Record<string, Action>> = {
  CreateListener,
  DeleteListener,
  DeregisterTargets,
  DescribeCapacityReservation,
  DescribeListenerAttributes,
  DescribeListeners,
  DescribeLoadBalancerAttributes,
  DescribeLoadBalancers,
  DescribeTags,
  DescribeTargetGroupAttributes,
  DescribeTargetGroups,
  DescribeTargetHealth,
  RegisterTargets,
};

/** What version 2015-12-01 has besides; a test compares both lists with the SDK's client. */
export const missingActions: ReadonlySet<string> = new Set(
  `AddListenerCertificates AddTags AddTrustStoreRevocations CreateLoadBalancer CreateRule CreateTargetGroup
  CreateTrustStore DeleteLoadBalancer DeleteRule DeleteSharedTrustStoreAssociation DeleteTargetGroup
  DeleteTrustStore DescribeAccountLimits DescribeListenerCertificates DescribeRules DescribeSSLPolicies
  DescribeTrustStoreAssociations DescribeTrustStoreRevocations DescribeTrustStores GetResourcePolicy
  GetTrustStoreCaCertificatesBundle GetTrustStoreRevocationContent ModifyCapacityReservation ModifyIpPools
  ModifyListener ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyRule ModifyTargetGroup
  ModifyTargetGroupAttributes ModifyTrustStore RemoveListenerCertificates RemoveTags
  RemoveTrustStoreRevocations SetIpAddressType SetRulePriorities SetSecurityGroups SetSubnets`.split(/\s+/),
);

/** The error for an action that is not in `loadBalancingActions`. */
export const noAction = (action: string): Ec2Error =>
  missingActions.has(action) ? unsupported(`the action ${action}`) : couldNotFind(action);
