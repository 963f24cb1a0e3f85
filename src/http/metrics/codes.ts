/** The codes by which requests are counted. A closed list: every one of them is a series, and clients must not be able to add any. */
import { type RefusalCode, statusOf } from '../../refusal.ts';

/** Those of Apollo Server and graphql-js, and that of subscriptions. */
const ofEngine = [
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
] as const;

/** Those of the schema's `TrafficMirrorErrorCode`: a read that fails has one of them. */
const ofSchema = [
  'INVALID_INPUT',
  'CONFLICTING_INPUT',
  'NO_CHANGES_REQUESTED',
  'NOT_FOUND',
  'UNAUTHORIZED',
  'VERSION_CONFLICT',
  'ALREADY_EXISTS',
  'IN_USE',
  'QUOTA_EXCEEDED',
  'UNSUPPORTED_RESOURCE',
  'THROTTLED',
  'LIMIT_EXCEEDED',
  'OUTCOME_UNKNOWN',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_FORBIDDEN',
  'AUDIT_UNAVAILABLE',
  'COORDINATION_UNAVAILABLE',
  'IDEMPOTENCY_CONFLICT',
  'FORBIDDEN_BY_POLICY',
  'PLAN_CHANGED',
  'OVERLAPPING_SESSION',
  'OPERATION_IN_PROGRESS',
  'SKIPPED',
  'OTHER',
] as const;

/** `OK` has no error, `NOT_READY` is what a health check is told, and `UNSENT` a request whose connection closed before all of its answer was sent. */
const ofOthers = ['OK', 'NOT_READY', 'UNSENT'] as const;

export type AnswerCode =
  | RefusalCode
  | (typeof ofEngine)[number]
  | (typeof ofSchema)[number]
  | (typeof ofOthers)[number];

export const answerCodes: ReadonlySet<string> = new Set<AnswerCode>([
  ...ofOthers,
  ...(Object.keys(statusOf) as RefusalCode[]),
  ...ofEngine,
  ...ofSchema,
]);

/** @param code of the first error; undefined when there is none. */
export function toAnswerCode(code: string | undefined): string {
  if (code === undefined) return 'OK' satisfies AnswerCode;
  return answerCodes.has(code) ? code : ('OTHER' satisfies AnswerCode);
}
