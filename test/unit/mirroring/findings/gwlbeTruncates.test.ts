/** The rule GWLBE_TRUNCATES. */
import { testRule } from '../../../support/ruleCases.ts';
import { session } from '../../../support/siteFacts.ts';

const length = (packetLength: number | undefined, trafficMirrorTargetId = 'tmt-endpoint') => ({
  sessions: { put: [session(3, { packetLength, trafficMirrorTargetId })] },
});
const found = ['tmt-endpoint: packets above 8,446 bytes are cut'];

testRule('GWLBE_TRUNCATES', {
  found: [
    ['without a length', length(undefined), found],
    ['above 8,446 bytes', length(8_447), found],
  ],
  clean: [
    ['at 8,446 bytes', length(8_446)],
    ['at an interface', length(undefined, 'tmt-interface')],
  ],
});
