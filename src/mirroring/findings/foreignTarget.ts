/** FOREIGN_TARGET: packets are copied to an account that nobody here looks after. */
import { defineRule, evidenceOf } from './rule.ts';

export const foreignTarget = defineRule({
  code: 'FOREIGN_TARGET',
  severity: 'RISK',
  about: 'target',
  reads: [],
  means: 'The target belongs to an account that this gateway does not serve.',
  condition: 'The account that owns the target is none of those that the gateway serves.',
  source: 'A policy of this gateway. Whoever owns a target can read all that is mirrored to it.',
  remedy:
    'Make sure that the account is meant to receive the packets. If so, add it to the accounts file; if not, delete the sessions.',
  *check({ trafficMirrorTargetId: id, ownerId }, _facts, { serves }) {
    if (ownerId === undefined || serves(ownerId)) return;
    yield { message: `${id} belongs to ${ownerId}`, evidence: [evidenceOf(id, 'ownerId', ownerId)] };
  },
});
