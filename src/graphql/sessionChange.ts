/** What a `ModifyTrafficMirrorSessionInput` asks for: checked, translated, and compared with the session that is there. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ec2Scope } from '../ec2/clients.ts';
import {
  type SessionChange,
  type SessionField,
  type SessionProperties,
  sessionFields,
  type TrafficMirrorSessionRecord,
} from '../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput, TrafficMirrorFieldChange } from '../generated/graphql.ts';
import type { UserError } from './errors.ts';
import { type Checked, checkInput, integer, named, outOfScope, problem, text } from './inputs.ts';

/** In the order in which changes are shown. */
const properties = [
  'trafficMirrorTargetId',
  'trafficMirrorFilterId',
  'packetLength',
  'sessionNumber',
  'virtualNetworkId',
  'description',
] as const satisfies readonly (keyof SessionProperties)[];

const inputSchema = z
  .object({
    trafficMirrorSessionId: named('TrafficMirrorSession'),
    trafficMirrorTargetId: named('TrafficMirrorTarget').optional(),
    trafficMirrorFilterId: named('TrafficMirrorFilter').optional(),
    // The ranges are prose in the EC2 API reference; neither the API model nor the SDK holds them.
    packetLength: integer(1, 8_500).optional(),
    sessionNumber: integer(1, 32_766).optional(),
    virtualNetworkId: integer(0, 16_777_215).optional(),
    description: text.optional(),
    removeFields: z.array(z.custom<SessionField>()).optional(),
  })
  .transform(
    ({
      trafficMirrorSessionId,
      trafficMirrorTargetId,
      trafficMirrorFilterId,
      removeFields,
      ...rest
    }): SessionChange => ({
      trafficMirrorSessionId: trafficMirrorSessionId.id,
      set: {
        ...rest,
        trafficMirrorTargetId: trafficMirrorTargetId?.id,
        trafficMirrorFilterId: trafficMirrorFilterId?.id,
      },
      removeFields: [...new Set(removeFields)],
    }),
  );

/** All that can be said against an input without asking EC2, or the change that it stands for. */
export function checkSessionChange(
  scope: Ec2Scope,
  input: ModifyTrafficMirrorSessionInput,
): Checked<SessionChange> {
  const checked = checkInput(inputSchema, input, (given) => crossChecks(scope, given));
  return 'value' in checked
    ? { ...checked, warnings: [...checked.warnings, ...consequences(checked.value)] }
    : checked;
}

function* crossChecks(scope: Ec2Scope, given: ModifyTrafficMirrorSessionInput): Generator<UserError> {
  yield* outOfScope(scope, 'TrafficMirrorSession', given.trafficMirrorSessionId, [
    'input',
    'trafficMirrorSessionId',
  ]);
  const removed = given.removeFields ?? [];
  for (const field of new Set(removed)) {
    const property = sessionFields[field];
    if (given[property] === undefined) continue;
    yield problem(
      'CONFLICTING_INPUT',
      ['input', property],
      `${property} is both set and named in removeFields`,
    );
  }
  if (removed.length === 0 && properties.every((property) => given[property] === undefined)) {
    yield problem('NO_CHANGES_REQUESTED', ['input'], 'the input names nothing to change');
  }
}

function* consequences({ removeFields }: SessionChange): Generator<string> {
  if (!removeFields.includes('virtual-network-id')) return;
  yield 'virtualNetworkId: EC2 draws a new random VXLAN ID, so what receives the packets has to learn it.';
}

/** Opaque: equal for two reads of a session exactly when its modifiable properties are equal. */
export function versionOf(session: TrafficMirrorSessionRecord): string {
  const values = properties.map((property) => session[property] ?? null);
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22);
}

/** What differs between two readings of a session. */
export function changesBetween(
  before: SessionProperties,
  after: SessionProperties,
): TrafficMirrorFieldChange[] {
  return properties
    .filter((property) => before[property] !== after[property])
    .map((field) => ({ field, before: asText(before[field]), after: asText(after[field]) }));
}

/** What the change would make of a session, a reset property being none. */
export function foresee(
  before: TrafficMirrorSessionRecord,
  { set, removeFields }: SessionChange,
): SessionProperties {
  const removed = new Set<string>(removeFields.map((field) => sessionFields[field]));
  return Object.fromEntries(
    properties.map((property) => [
      property,
      removed.has(property) ? undefined : (set[property] ?? before[property]),
    ]),
  );
}

const asText = (value: string | number | undefined) => (value === undefined ? null : String(value));
