/** One sentence on what the picture shows, what it hides, and what is unknown. Pure. */
import type { Source } from './criteria.ts';
import { type Estate, isRead } from './estate.ts';
import { count } from './words.ts';

export interface Shown {
  readonly estate: Estate;
  readonly all: readonly Source[];
  /** Those of `all` that match the search. */
  readonly shown: readonly Source[];
  /** How many targets and filters match the search. */
  readonly objects: number;
  readonly isNarrowed: boolean;
  readonly isLoading: boolean;
  /** Whether some scopes have never been read and are being read now. */
  readonly isPartial: boolean;
}

/** @returns the sentence in parts, of which every second one is emphasised. What was not read is never counted as none. */
export function summaryOf(of: Shown): readonly string[] {
  const { estate, all, isNarrowed, isLoading, isPartial } = of;
  const hasInterfaces = isRead(estate, 'interfaces', 'some');
  const hasSessions = isRead(estate, 'sessions', 'some');
  const isWhole = isRead(estate, 'interfaces', 'every') && isRead(estate, 'sessions', 'every');
  if (!hasInterfaces && !hasSessions) return [isLoading ? 'Loading…' : 'Nothing could be loaded.'];
  // What has not been read yet, or could not be, may have some.
  if (all.length === 0 && isPartial) return ['Loading…'];
  if (all.length === 0)
    return [
      isWhole
        ? 'There are no network interfaces and no sessions.'
        : 'No network interfaces and no sessions in what could be read.',
    ];
  const reservation = isPartial
    ? ' so far'
    : isWhole || !hasInterfaces || !hasSessions
      ? ''
      : ' (some lists could not be read)';
  if (isNarrowed) return [foundOf(of, { hasInterfaces, hasSessions }, reservation)];
  const everySession = count(estate.sessions.length, 'session');
  const everyInterface = count(all.length, 'network interface');
  if (!hasSessions)
    return [`${everyInterface}. Which of them are mirrored is unknown: the sessions are not loaded.`];
  const targets = count(new Set(estate.sessions.map((one) => one.trafficMirrorTargetId)).size, 'target');
  if (!hasInterfaces) return [`${everySession} to ${targets}. The network interfaces are not loaded.`];
  const mirrored = all.filter(({ total }) => total > 0).length.toLocaleString('en');
  return [
    '',
    mirrored,
    ` of ${everyInterface} are mirrored by `,
    everySession,
    ` to ${targets}${reservation}`,
  ];
}

function foundOf(
  { estate, all, shown, objects }: Shown,
  { hasInterfaces, hasSessions }: { hasInterfaces: boolean; hasSessions: boolean },
  reservation: string,
): string {
  const found = shown.reduce((sum, one) => sum + one.sessions.length, 0).toLocaleString('en');
  const counts = [
    ...(hasSessions ? [`${found} of ${count(estate.sessions.length, 'session')}`] : []),
    ...(hasInterfaces
      ? [`${shown.length.toLocaleString('en')} of ${count(all.length, 'network interface')}`]
      : []),
  ];
  const isNothing = shown.length + objects === 0;
  const unread = hasSessions
    ? hasInterfaces
      ? ''
      : '. The network interfaces are not loaded.'
    : '. The sessions are not loaded.';
  return `${isNothing ? 'Nothing matches the search: ' : ''}${counts.join(' and ')} shown${reservation}${unread}`;
}
