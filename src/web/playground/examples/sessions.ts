/** The examples that change one session. Deletes only ask whether they are allowed. */
import { type Example, errors, forReal, newSession, onlyAsked } from './example.ts';

const payload = `trafficMirrorSession {
      trafficMirrorSessionId
      packetLength
      description
    }
    changes { field before after }
    dryRun { verdict message }
    warnings
    ${errors}`;

const change = {
  trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60006',
  packetLength: 256,
  removeFields: ['DESCRIPTION'],
};

export const sessions: readonly Example[] = [
  {
    isOpen: true,
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
    variables: { input: { ...change, ...forReal } },
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
    variables: { input: { ...change, packetLength: 512, ...onlyAsked } },
  },
  {
    query: `# Creates a session. Run it twice: the
# idempotency key prevents a duplicate.
mutation CreateSession(
  $input: CreateTrafficMirrorSessionInput!
) {
  createTrafficMirrorSession(input: $input) {
    trafficMirrorSession { trafficMirrorSessionId virtualNetworkId }
    warnings
    ${errors}
  }
}`,
    variables: {
      input: {
        ...newSession,
        networkInterfaceId: 'eni-0e5f6a7b8c9d00011',
        idempotencyKey: 'playground-one-session',
        ...forReal,
      },
    },
  },
  {
    query: `# Asks whether a session may be deleted. With
# dryRun false, it is.
mutation DeleteSession(
  $input: DeleteTrafficMirrorSessionInput!
) {
  deleteTrafficMirrorSession(input: $input) {
    deletedTrafficMirrorSessionId
    dryRun { verdict message }
    ${errors}
  }
}`,
    variables: { input: { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60010', ...onlyAsked } },
  },
];
