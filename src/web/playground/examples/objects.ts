/** The examples that change targets, filters, rules and tags. Deletes only ask whether they are allowed. */
import { type Example, errors, forReal, newRule, newSession, onlyAsked, tags } from './example.ts';

export const objects: readonly Example[] = [
  {
    query: `# Creates a target, a filter, a rule for the
# draft filter, and a session with that filter.
# Run it twice: the idempotency keys prevent
# duplicates.
mutation CreateEstate(
  $target: CreateTrafficMirrorTargetInput!
  $filter: CreateTrafficMirrorFilterInput!
  $rule: CreateTrafficMirrorFilterRuleInput!
  $session: CreateTrafficMirrorSessionInput!
) {
  createTrafficMirrorTarget(input: $target) {
    trafficMirrorTarget { trafficMirrorTargetId type }
    ${errors}
  }
  createTrafficMirrorFilter(input: $filter) {
    trafficMirrorFilter { trafficMirrorFilterId }
    ${errors}
  }
  createTrafficMirrorFilterRule(input: $rule) {
    trafficMirrorFilterRule { ruleNumber ruleAction }
    ${errors}
  }
  createTrafficMirrorSession(input: $session) {
    trafficMirrorSession { trafficMirrorSessionId virtualNetworkId }
    ${errors}
  }
}`,
    variables: {
      target: {
        networkLoadBalancerArn:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/staging-archive/7e1fd0942fdf0a10',
        description: 'Archive',
        tags,
        idempotencyKey: 'playground-target',
        ...forReal,
      },
      filter: { description: 'Empty filter', tags, idempotencyKey: 'playground-filter', ...forReal },
      rule: { ...newRule, idempotencyKey: 'playground-rule', ...forReal },
      session: { ...newSession, idempotencyKey: 'playground-session', ...forReal },
    },
  },
  {
    query: `# Changes a rule, and which network services a
# filter copies beside its rules.
mutation ModifyFilter(
  $rule: ModifyTrafficMirrorFilterRuleInput!
  $services: ModifyTrafficMirrorFilterNetworkServicesInput!
) {
  modifyTrafficMirrorFilterRule(input: $rule) {
    trafficMirrorFilterRule { ruleNumber description }
    changes { field before after }
    ${errors}
  }
  modifyTrafficMirrorFilterNetworkServices(input: $services) {
    trafficMirrorFilter { networkServices }
    ${errors}
  }
}`,
    variables: {
      rule: { trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90005', description: 'Plain HTTP', ...forReal },
      services: {
        trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80003',
        addNetworkServices: ['AMAZON_DNS'],
        ...forReal,
      },
    },
  },
  {
    query: `# Asks whether a rule, a filter and a target may
# be deleted. With dryRun false, they are: first
# what uses something, then what it used.
mutation DeleteInOrder(
  $rule: DeleteTrafficMirrorFilterRuleInput!
  $filter: DeleteTrafficMirrorFilterInput!
  $target: DeleteTrafficMirrorTargetInput!
) {
  deleteTrafficMirrorFilterRule(input: $rule) {
    dryRun { verdict message }
    ${errors}
  }
  deleteTrafficMirrorFilter(input: $filter) {
    dryRun { verdict message }
    ${errors}
  }
  deleteTrafficMirrorTarget(input: $target) {
    dryRun { verdict message }
    ${errors}
  }
}`,
    variables: {
      rule: { trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90003', ...onlyAsked },
      filter: { trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80004', ...onlyAsked },
      target: { trafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70004', ...onlyAsked },
    },
  },
];
