/** The examples that approve plans of policies and let policies take sessions over. They need a policy file. */
import { type Example, errors } from './example.ts';

/** An id of the right form: operations have long ones. */
const operationId = 'id-of-the-operation';

const operation = `operation {
      id
      state
      total
      done
      failed
    }
    warnings
    ${errors}`;

export const policyExamples: readonly Example[] = [
  {
    query: `# Has a plan made that somebody has looked at. It
# needs the hash that PolicyPlan answers: this one
# is refused.
mutation ApplyPolicy(
  $input: ApplyTrafficMirrorPolicyInput!
) {
  applyTrafficMirrorPolicy(input: $input) {
    ${operation}
  }
}`,
    variables: { input: { name: 'prod-to-fleet', planHash: 'hash-of-the-plan' } },
  },
  {
    query: `# How far an approved plan is. It needs the id that
# ApplyPolicy answers.
query Operation($id: ID!) {
  trafficMirrorOperation(id: $id) {
    state
    total
    done
    failed
    remaining
    failures { networkInterfaceId error { code message } }
  }
}`,
    variables: { id: operationId },
  },
  {
    query: `# Goes on with an approved plan after a restart.
# This id is not found.
mutation ResumeOperation(
  $input: ResumeTrafficMirrorOperationInput!
) {
  resumeTrafficMirrorOperation(input: $input) {
    ${operation}
  }
}`,
    variables: { input: { operationId } },
  },
  {
    query: `# Ends an approved plan before all of it is made.
# This id is not found.
mutation StopOperation(
  $input: StopTrafficMirrorOperationInput!
) {
  stopTrafficMirrorOperation(input: $input) {
    ${operation}
  }
}`,
    variables: { input: { operationId } },
  },
  {
    query: `# Which sessions a policy would take over that
# nobody owns. Without dryRun, and with the hash,
# it takes them over.
mutation AdoptSessions(
  $input: AdoptTrafficMirrorSessionsInput!
) {
  adoptTrafficMirrorSessions(input: $input) {
    adoptionHash
    adopted {
      trafficMirrorSession { trafficMirrorSessionId }
      changes { field before after }
    }
    warnings
    ${errors}
  }
}`,
    variables: { input: { name: 'prod-to-fleet', dryRun: true } },
  },
  {
    query: `# Which sessions would go to another target, and
# what stands against it. Without dryRun, they go:
# the answer then has an operation.
mutation MoveSessions(
  $input: MoveTrafficMirrorSessionsInput!
) {
  moveTrafficMirrorSessions(input: $input) {
    operation { id state total }
    sessions { trafficMirrorSessionId networkInterfaceId }
    capacity { sourcesAllowed sourcesInUse }
    findings { added { code message } }
    warnings
    ${errors}
  }
}`,
    variables: {
      input: {
        fromTrafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70001',
        toTrafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70002',
        dryRun: true,
      },
    },
  },
];
