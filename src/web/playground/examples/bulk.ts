/** The examples that create, change or delete many sessions at once. */
import { type Example, forReal, newSession, onlyAsked } from './example.ts';

const results = (more: string) => `results {
      index
      ${more}
      userErrors { code field message }
    }
    succeededCount
    failedCount
    userErrors { code message }`;

const modifications = [
  { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60005', packetLength: 1024, ...forReal },
  { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60007', packetLength: 1024, ...forReal },
  { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60009', packetLength: 9999, ...forReal },
];

const creations = ['eni-0e5f6a7b8c9d00014', 'eni-0e5f6a7b8c9d00015'].map((networkInterfaceId) => ({
  ...newSession,
  networkInterfaceId,
  idempotencyKey: `playground-bulk-${networkInterfaceId}`,
  ...forReal,
}));

const deletions = ['tms-0a1b2c3d4e5f60002', 'tms-0a1b2c3d4e5f60003'].map((trafficMirrorSessionId) => ({
  trafficMirrorSessionId,
  ...onlyAsked,
}));

const onError = 'CONTINUE';

export const bulk: readonly Example[] = [
  {
    query: `# Makes several changes in one request. Each
# has its own result. The last one fails.
mutation BulkModify(
  $input: ModifyTrafficMirrorSessionsInput!
) {
  modifyTrafficMirrorSessions(input: $input) {
    ${results('trafficMirrorSessionId changes { field before after }')}
  }
}`,
    variables: { input: { onError, modifications } },
  },
  {
    query: `# Creates several sessions in one request, each
# with an idempotency key of its own.
mutation BulkCreate(
  $input: CreateTrafficMirrorSessionsInput!
) {
  createTrafficMirrorSessions(input: $input) {
    ${results('networkInterfaceId trafficMirrorSession { trafficMirrorSessionId }')}
  }
}`,
    variables: { input: { onError, creations } },
  },
  {
    query: `# Asks whether several sessions may be deleted.
# With dryRun false, they are.
mutation BulkDelete(
  $input: DeleteTrafficMirrorSessionsInput!
) {
  deleteTrafficMirrorSessions(input: $input) {
    ${results('trafficMirrorSessionId dryRun { verdict }')}
  }
}`,
    variables: { input: { onError, deletions } },
  },
  {
    query: `# Shows what many changes would do, each after
# those before it. The last change fails.
query PlanBulk(
  $create: CreateTrafficMirrorSessionsInput!
  $modify: ModifyTrafficMirrorSessionsInput!
  $delete: DeleteTrafficMirrorSessionsInput!
) {
  planCreateTrafficMirrorSessions(input: $create) {
    plans { warnings userErrors { code message } }
    failingCount
  }
  planModifyTrafficMirrorSessions(input: $modify) {
    plans { changes { field before after } userErrors { code message } }
    failingCount
  }
  planDeleteTrafficMirrorSessions(input: $delete) {
    plans { warnings userErrors { code message } }
    failingCount
  }
}`,
    variables: {
      // Interfaces may have the sessions of BulkCreate by now.
      create: { onError, creations: creations.map((one) => ({ ...one, sessionNumber: 2 })) },
      modify: { onError, modifications },
      delete: { onError, deletions },
    },
  },
];
