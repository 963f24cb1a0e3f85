/** Says in one sentence what the picture shows, what it hides, and what is unknown. */
import { memo } from 'react';
import type { Source } from './criteria.ts';
import { type Estate, isRead } from './estate.ts';
import { count } from './words.ts';

export const Summary = memo(function Summary({
  estate,
  all,
  shown,
  objects,
  isNarrowed,
  isLoading,
  isPartial,
}: {
  estate: Estate;
  all: readonly Source[];
  /** Those of `all` that match the search. */
  shown: readonly Source[];
  /** How many targets and filters match the search. */
  objects: number;
  isNarrowed: boolean;
  isLoading: boolean;
  /** Whether some scopes have never been read and are being read now. */
  isPartial: boolean;
}) {
  const hasInterfaces = isRead(estate, 'interfaces', 'some');
  const hasSessions = isRead(estate, 'sessions', 'some');
  const everySession = count(estate.sessions.length, 'session');
  const everyInterface = count(all.length, 'network interface');
  if (!hasInterfaces && !hasSessions) return isLoading ? 'Loading…' : 'Nothing could be loaded.';
  if (hasInterfaces && hasSessions && !isLoading && all.length === 0)
    return 'There are no network interfaces and no sessions.';
  if (isNarrowed && shown.length + objects === 0)
    return `Nothing matches the search: 0 of ${everySession} and 0 of ${everyInterface} shown`;
  if (isNarrowed) {
    const sessions = shown.reduce((sum, one) => sum + one.sessions.length, 0);
    return `${sessions.toLocaleString('en')} of ${everySession} and ${shown.length.toLocaleString('en')} of ${everyInterface} shown`;
  }
  if (!hasSessions)
    return `${everyInterface}. Which of them are mirrored is unknown: the sessions are not loaded.`;
  const targets = count(new Set(estate.sessions.map((one) => one.trafficMirrorTargetId)).size, 'target');
  if (!hasInterfaces) return `${everySession} to ${targets}. The network interfaces are not loaded.`;
  const mirrored = all.filter(({ total }) => total > 0).length;
  const isWhole = isRead(estate, 'interfaces', 'every') && isRead(estate, 'sessions', 'every');
  return (
    <>
      <strong>{mirrored.toLocaleString('en')}</strong> of {everyInterface} are mirrored by{' '}
      <strong>{everySession}</strong> to {targets}
      {isPartial ? ' so far' : isWhole ? '' : ' (some lists could not be read)'}
    </>
  );
});
