/** The example operations, one for each tab. All run on the demo data unchanged, and can be run again. */
import { type Example, questions } from './questions.ts';

const payload = `trafficMirrorSession {
      trafficMirrorSessionId
      packetLength
      description
    }
    changes { field before after }
    dryRun { verdict message }
    warnings
    userErrors { code field message }`;

const change = {
  trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60006',
  packetLength: 256,
  removeFields: ['DESCRIPTION'],
  // The default, but GraphiQL's check of variables reports it as required.
  dryRun: false,
};

const staging = [
  { key: 'env', value: 'staging' },
  { key: 'team', value: 'platform' },
];

const examples: readonly Example[] = [
  {
    query: `# Changes a session: sets one property and
# resets another. Properties that are left
# out keep their values.
mutation ModifySession(
  $input: ModifyTrafficMirrorSessionInput!
) {
  modifyTrafficMirrorSession(input: $input) {
    ${payload}
  }
}`,
    variables: { input: change },
  },
  {
    query: `# Asks EC2 whether it would accept the
# change. Nothing is changed.
mutation DryRun(
  $input: ModifyTrafficMirrorSessionInput!
) {
  modifyTrafficMirrorSession(input: $input) {
    ${payload}
  }
}`,
    variables: { input: { ...change, packetLength: 512, dryRun: true } },
  },
  {
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
    userErrors { code field message }
  }
}`,
    variables: {
      input: {
        trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60001',
        sessionNumber: 2,
        removeFields: ['VIRTUAL_NETWORK_ID'],
        dryRun: false,
      },
    },
  },
  {
    query: `# Lists sessions with source, target and filter.
# For the next page, send endCursor as $after.
query ListSessions(
  $filter: TrafficMirrorSessionFilterInput
  $after: String
) {
  trafficMirrorSessions(filter: $filter, first: 5, after: $after) {
    edges {
      cursor
      node {
        trafficMirrorSessionId
        sessionNumber
        packetLength
        virtualNetworkId
        tag(key: "Name")
        networkInterface { trafficMirrorSurroundings { vpcId privateIpAddress } }
        target { type description }
        filter {
          description
          ingressRules {
            ruleNumber
            ruleAction
            destinationPortRange { fromPort toPort }
          }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { filter: { tags: [{ key: 'env', values: ['prod'] }] } },
  },
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
    userErrors { code field message }
  }
  createTrafficMirrorFilter(input: $filter) {
    trafficMirrorFilter { trafficMirrorFilterId }
    userErrors { code field message }
  }
  createTrafficMirrorFilterRule(input: $rule) {
    trafficMirrorFilterRule { ruleNumber ruleAction }
    userErrors { code field message }
  }
  createTrafficMirrorSession(input: $session) {
    trafficMirrorSession {
      trafficMirrorSessionId
      virtualNetworkId
    }
    userErrors { code field message }
  }
}`,
    variables: {
      target: {
        networkLoadBalancerArn:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/staging-archive/7e1fd0942fdf0a10',
        description: 'Archive',
        tags: staging,
        idempotencyKey: 'playground-target',
        dryRun: false,
      },
      filter: {
        description: 'Empty filter',
        tags: staging,
        idempotencyKey: 'playground-filter',
        dryRun: false,
      },
      rule: {
        trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80004',
        trafficDirection: 'INGRESS',
        ruleNumber: 100,
        ruleAction: 'ACCEPT',
        protocol: 6,
        destinationPortRange: { fromPort: 443, toPort: 443 },
        sourceCidrBlock: '0.0.0.0/0',
        destinationCidrBlock: '0.0.0.0/0',
        idempotencyKey: 'playground-rule',
        dryRun: false,
      },
      session: {
        networkInterfaceId: 'eni-0e5f6a7b8c9d00010',
        trafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70004',
        trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80004',
        sessionNumber: 1,
        description: 'Created in the playground',
        tags: staging,
        idempotencyKey: 'playground-session',
        dryRun: false,
      },
    },
  },
  {
    query: `# Makes several changes in one request. Each
# has its own result. The last one fails.
mutation BulkModify(
  $input: ModifyTrafficMirrorSessionsInput!
) {
  modifyTrafficMirrorSessions(input: $input) {
    results {
      index
      trafficMirrorSessionId
      changes { field before after }
      userErrors { code field message }
    }
    succeededCount
    failedCount
    userErrors { code message }
  }
}`,
    variables: {
      input: {
        onError: 'CONTINUE',
        modifications: [
          { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60005', packetLength: 1024, dryRun: false },
          { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60007', packetLength: 1024, dryRun: false },
          { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60009', packetLength: 9999, dryRun: false },
        ],
      },
    },
  },
  ...questions,
];

export const tabs = examples.map(({ query, variables }) => ({
  query,
  variables: variables === undefined ? '' : JSON.stringify(variables, null, 2),
}));
