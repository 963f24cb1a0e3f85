/** The examples about captures, which end by themselves. */
import { type Example, errors } from './example.ts';

const capture = `trafficMirrorCapture {
      id
      state
      expiresAt
      sessions { trafficMirrorSessionId networkInterfaceId }
    }
    warnings
    ${errors}`;

/** An id of the right form: captures of the demo have random ones. */
const captureId = 'id-of-the-capture';

export const captures: readonly Example[] = [
  {
    query: `# Mirrors two interfaces for 15 minutes: both of
# them, or none. Run again with the same key, it
# shows the capture as it is.
mutation StartCapture(
  $input: StartTrafficMirrorCaptureInput!
) {
  startTrafficMirrorCapture(input: $input) {
    ${capture}
  }
}`,
    variables: {
      input: {
        networkInterfaceIds: ['eni-0e5f6a7b8c9d00009', 'eni-0e5f6a7b8c9d00011'],
        trafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70004',
        trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80001',
        minutes: 15,
        reason: 'Case 1042: the shop is slow',
        precedence: 'AFTER_OTHERS',
        idempotencyKey: 'playground-capture',
      },
    },
  },
  {
    query: `# The captures that are not over, the next one to
# end first.
query Captures {
  trafficMirrorCaptures {
    nodes {
      id
      state
      expiresAt
      reason
      sessions { trafficMirrorSessionId networkInterfaceId }
    }
  }
}`,
  },
  {
    query: `# Gives a capture a new end, so many minutes from
# now. It needs the id that StartCapture answers:
# this one is not found.
mutation ExtendCapture(
  $input: ExtendTrafficMirrorCaptureInput!
) {
  extendTrafficMirrorCapture(input: $input) {
    ${capture}
  }
}`,
    variables: { input: { captureId, minutes: 60 } },
  },
  {
    query: `# Ends a capture now. One that is over already is
# no error.
mutation StopCapture(
  $input: StopTrafficMirrorCaptureInput!
) {
  stopTrafficMirrorCapture(input: $input) {
    warnings
    ${errors}
  }
}`,
    variables: { input: { captureId } },
  },
];
