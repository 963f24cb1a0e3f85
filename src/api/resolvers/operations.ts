/** Resolvers of operations. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { originOf } from '../mutations/inputs.ts';
import { moveSessions } from '../mutations/moves/move.ts';
import { applyPolicy } from '../mutations/operations/apply.ts';
import { resumeOperation } from '../mutations/operations/resume.ts';
import { stopOperation } from '../mutations/operations/stop.ts';
import { toError } from '../operations/failures.ts';
import { readOperation } from '../operations/operation.ts';

const pollAfterMs = 2_000;
const maxFailures = 50;

export const operations = {
  Query: {
    trafficMirrorOperation: (_, { id }, context) => readOperation(context, id),
  },
  Mutation: {
    applyTrafficMirrorPolicy: (_, { input }, context) => applyPolicy(context, originOf(input)),
    resumeTrafficMirrorOperation: (_, { input }, context) => resumeOperation(context, originOf(input)),
    moveTrafficMirrorSessions: (_, { input }, context) => moveSessions(context, originOf(input)),
    stopTrafficMirrorOperation: (_, { input }, context) => stopOperation(context, originOf(input)),
  },
  TrafficMirrorOperation: {
    startedAt: ({ startedAtMs }) => new Date(startedAtMs).toISOString(),
    pollAfterMs: () => pollAfterMs,
    failures: ({ failures }) => failures.slice(0, maxFailures),
  },
  TrafficMirrorOperationFailure: {
    trafficMirrorSessionId: ({ trafficMirrorSessionId = null }) => trafficMirrorSessionId,
    error: ({ code }) => toError(code),
  },
} satisfies Resolvers;
