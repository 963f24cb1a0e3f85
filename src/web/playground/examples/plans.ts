/** The examples that show what changes of single resources would do. Nothing is changed. */
import { type Example, errors, newRule, newSession, onlyAsked, planned } from './example.ts';

export const plans: readonly Example[] = [
  {
    isOpen: true,
    query: `# Shows what a change would do: values before
# and after, warnings, and errors. This one has
# an error: the session number is in use.
query Plan(
  $input: ModifyTrafficMirrorSessionInput!
) {
  planTrafficMirrorSession(input: $input) {
    trafficMirrorSession { sessionNumber version }
    changes { field before after }
    warnings
    dryRun { verdict }
    ${errors}
  }
}`,
    variables: {
      input: {
        trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60001',
        sessionNumber: 2,
        removeFields: ['VIRTUAL_NETWORK_ID'],
        ...onlyAsked,
      },
    },
  },
  {
    query: `# What creating and deleting a session would do,
# also to the findings.
query PlanSession(
  $create: CreateTrafficMirrorSessionInput!
  $delete: DeleteTrafficMirrorSessionInput!
) {
  planCreateTrafficMirrorSession(input: $create) {
    ${planned}
  }
  planDeleteTrafficMirrorSession(input: $delete) {
    ${planned}
  }
}`,
    variables: {
      create: { ...newSession, networkInterfaceId: 'eni-0e5f6a7b8c9d00011', ...onlyAsked },
      delete: { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60001', ...onlyAsked },
    },
  },
  {
    query: `# What creating and deleting a target would do.
# One that sessions use cannot be deleted.
query PlanTarget(
  $create: CreateTrafficMirrorTargetInput!
  $delete: DeleteTrafficMirrorTargetInput!
) {
  planCreateTrafficMirrorTarget(input: $create) {
    ${planned}
  }
  planDeleteTrafficMirrorTarget(input: $delete) {
    ${planned}
  }
}`,
    variables: {
      create: {
        networkInterfaceId: 'eni-0e5f6a7b8c9d00013',
        description: 'Second sensor',
        ...onlyAsked,
      },
      delete: { trafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70001', ...onlyAsked },
    },
  },
  {
    query: `# What creating, changing and deleting a filter
# would do. One in use cannot be deleted.
query PlanFilter(
  $create: CreateTrafficMirrorFilterInput!
  $services: ModifyTrafficMirrorFilterNetworkServicesInput!
  $delete: DeleteTrafficMirrorFilterInput!
) {
  planCreateTrafficMirrorFilter(input: $create) {
    ${planned}
  }
  planModifyTrafficMirrorFilterNetworkServices(input: $services) {
    ${planned}
  }
  planDeleteTrafficMirrorFilter(input: $delete) {
    ${planned}
  }
}`,
    variables: {
      create: { description: 'Only DNS', ...onlyAsked },
      services: {
        trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80002',
        addNetworkServices: ['AMAZON_DNS'],
        ...onlyAsked,
      },
      delete: { trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80002', ...onlyAsked },
    },
  },
  {
    query: `# What adding, changing and deleting a rule would
# do, for example which sessions would end up
# without packets.
query PlanRule(
  $create: CreateTrafficMirrorFilterRuleInput!
  $modify: ModifyTrafficMirrorFilterRuleInput!
  $delete: DeleteTrafficMirrorFilterRuleInput!
) {
  planCreateTrafficMirrorFilterRule(input: $create) {
    ${planned}
  }
  planModifyTrafficMirrorFilterRule(input: $modify) {
    ${planned}
  }
  planDeleteTrafficMirrorFilterRule(input: $delete) {
    ${planned}
  }
}`,
    variables: {
      create: { ...newRule, ruleNumber: 200, ...onlyAsked },
      modify: { trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90003', ruleAction: 'ACCEPT', ...onlyAsked },
      delete: { trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90007', ...onlyAsked },
    },
  },
];
