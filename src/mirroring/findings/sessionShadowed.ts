/** SESSION_SHADOWED: a session that never gets a packet, because those before it take all that it accepts. */
import { acceptsAnything, shadowOfSession } from '../decide.ts';
import type { RuleFacts, UsedSession } from '../estate.ts';
import { NotRead } from '../facts.ts';
import type { ParsedFilter } from '../filters.ts';
import { filterOf } from './parsed.ts';
import { defineRule, evidenceOf, NotDecidable } from './rule.ts';
import { listed } from './words.ts';

export const sessionShadowed = defineRule({
  code: 'SESSION_SHADOWED',
  severity: 'WASTE',
  about: 'session',
  reads: ['sessions', 'filters'],
  means: 'Sessions with lower numbers take every packet that this one accepts.',
  condition:
    'In both directions, sessions of the same interface with lower numbers accept every packet that this one accepts, and their filters include its network services. This holds whether or not EC2 offers to the next session what one rejects, which AWS does not document.',
  source:
    'VPC Traffic Mirroring guide: sessions are asked in the order of their numbers, and each packet is mirrored once.',
  remedy:
    'Delete the session, give it a lower number, or give the sessions before it a filter that accepts less.',
  *check(session, facts, { accountId }) {
    const { networkInterfaceId = '', sessionNumber = 0, ownerId = accountId } = session;
    // The other sessions of its source are shown here only if they use the same target.
    const areAllSeen = ownerId === accountId || sessionNumber === 1;
    const others = facts.sessions
      .where('networkInterfaceId', networkInterfaceId)
      .filter((one) => (one.sessionNumber ?? 0) < sessionNumber)
      .sort((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0));
    if (others.length === 0 && areAllSeen) return;
    const filter = filterOf(facts, session);
    if (!acceptsAnything(filter)) return;
    const { earlier, doubt } = withFilters(facts, others);
    const takers = shadowOfSession(filter, earlier);
    if (takers === null) {
      if (doubt !== undefined) throw doubt;
      if (!areAllSeen) throw new NotRead('sessions', { reason: 'OTHER_ACCOUNT' });
      return;
    }
    const numbers = listed(takers.map((taker) => taker.session.sessionNumber));
    const subject = takers.length === 1 ? `session ${numbers} takes` : `sessions ${numbers} take`;
    yield {
      message: `${subject} every packet first`,
      evidence: [
        evidenceOf(session.trafficMirrorSessionId, 'sessionNumber', sessionNumber),
        ...takers.map(({ session: taker }) =>
          evidenceOf(taker.trafficMirrorSessionId, 'trafficMirrorFilterId', taker.trafficMirrorFilterId),
        ),
      ],
    };
  },
});

/** The sessions whose filters are known, and why another is not: those alone may take everything. */
function withFilters(facts: RuleFacts, sessions: readonly UsedSession[]) {
  const earlier: { readonly session: UsedSession; readonly filter: ParsedFilter }[] = [];
  let doubt: NotRead | NotDecidable | undefined;
  for (const session of sessions)
    try {
      earlier.push({ session, filter: filterOf(facts, session) });
    } catch (error) {
      if (!(error instanceof NotRead || error instanceof NotDecidable)) throw error;
      doubt ??= error;
    }
  return { earlier, doubt };
}
