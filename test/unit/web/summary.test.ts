/** What the header says of the picture: never that there is none of what was not read. */
import { describe, expect, test } from '@jest/globals';
import { type Criteria, narrow, noCriteria, sourcesOf } from '../../../src/web/map/criteria.ts';
import { toEstate } from '../../../src/web/map/estate.ts';
import { type Part, type Session, toInterface } from '../../../src/web/map/lists.ts';
import { summaryOf } from '../../../src/web/map/summaryWords.ts';

const scopeOf = (region: string) => ({ accountId: '123456789012', region });
const read = <Item>(...items: readonly Item[]) => ({ items, readAt: 1 });
const unread = { items: [], failure: 'no answer' };

const session = {
  id: 'global-1',
  trafficMirrorSessionId: 'tms-1',
  scope: scopeOf('us-east-1'),
  networkInterfaceId: 'eni-1',
  trafficMirrorTargetId: 'tmt-1',
  trafficMirrorFilterId: 'tmf-1',
} as Session;
const interfaces = ['eni-1', 'eni-2'].map((networkInterfaceId) =>
  toInterface(scopeOf('us-east-1'), { networkInterfaceId }),
);
const part = (more: Partial<Part> = {}, region = 'us-east-1'): Part => ({
  scope: scopeOf(region),
  interfaces: read(...interfaces),
  sessions: read(session),
  targets: read(),
  filters: read(),
  ...more,
});
const nothing: Pick<Part, 'interfaces' | 'sessions'> = { interfaces: read(), sessions: read() };

function say(
  parts: readonly Part[],
  criteria: Partial<Criteria> = {},
  { isLoading = false, isPartial = false } = {},
): string {
  const estate = toEstate(parts);
  const all = sourcesOf(estate);
  const shown = narrow(all, { ...noCriteria, ...criteria }, new Map(), estate);
  const isNarrowed = Object.keys(criteria).length > 0;
  return summaryOf({ estate, all, shown, objects: 0, isNarrowed, isLoading, isPartial }).join('');
}

describe('the sentence about the picture', () => {
  test('counts what was read', () => {
    expect(say([part()])).toBe('1 of 2 network interfaces are mirrored by 1 session to 1 target');
    expect(say([part()], { text: 'eni-2' })).toBe('0 of 1 session and 1 of 2 network interfaces shown');
    expect(say([part()], { text: 'x' })).toBe(
      'Nothing matches the search: 0 of 1 session and 0 of 2 network interfaces shown',
    );
  });

  test('does not count as none, in a search, what was not read', () => {
    expect(say([part({ sessions: unread })], { text: 'eni' })).toBe(
      '2 of 2 network interfaces shown. The sessions are not loaded.',
    );
    expect(say([part({ interfaces: unread })], { text: 'x' })).toBe(
      'Nothing matches the search: 0 of 1 session shown. The network interfaces are not loaded.',
    );
    const other = part({ interfaces: unread, sessions: unread }, 'eu-west-1');
    expect(say([part(), other], { text: 'eni' })).toMatch(/shown \(some lists could not be read\)$/);
    expect(say([part()], { text: 'x' }, { isLoading: true, isPartial: true })).toMatch(/shown so far$/);
  });

  test('says that an estate is empty only when all of it was read, and also while it is read again', () => {
    const empty = 'There are no network interfaces and no sessions.';
    expect(say([part(nothing)])).toBe(empty);
    expect(say([part(nothing)], {}, { isLoading: true })).toBe(empty);
    expect(say([part(nothing)], {}, { isLoading: true, isPartial: true })).toBe('Loading…');
    expect(say([part(nothing), part({ interfaces: unread, sessions: unread }, 'eu-west-1')])).toBe(
      'No network interfaces and no sessions in what could be read.',
    );
    expect(say([part({ ...nothing, sessions: unread })])).toBe(
      'No network interfaces and no sessions in what could be read.',
    );
  });
});
