/** Which sessions are chosen to be changed together, and the form of that in the URL. Pure. */
import type { Session } from '../lists.ts';

export interface Picked {
  /** Whether all sessions that the search shows are chosen, except `but`; otherwise only `but` are. */
  readonly isAll: boolean;
  /** AWS IDs. */
  readonly but: ReadonlySet<string>;
}

export const nonePicked: Picked = { isAll: false, but: new Set() };
export const allPicked: Picked = { isAll: true, but: new Set() };

/** So many IDs fit into the first line of a request when the page is loaded again. */
const maxInUrl = 200;
const all = 'all';

/** @returns the empty text if none are chosen, or more than a URL can list: a link must never choose more than was chosen. */
export function toText({ isAll, but }: Picked): string {
  if (but.size > maxInUrl) return '';
  return [...(isAll ? [all] : []), ...but].join('.');
}

export function toPicked(text: string): Picked {
  const [first, ...others] = text.split('.').filter(Boolean);
  if (first === undefined) return nonePicked;
  return first === all
    ? { isAll: true, but: new Set(others) }
    : { isAll: false, but: new Set([first, ...others]) };
}

export const isPicked = ({ isAll, but }: Picked, { trafficMirrorSessionId }: Session) =>
  isAll !== but.has(trafficMirrorSessionId);

/** Chooses these sessions, or no longer. */
export function pick({ isAll, but }: Picked, sessions: readonly Session[], isChosen: boolean): Picked {
  const next = new Set(but);
  for (const { trafficMirrorSessionId } of sessions)
    if (isChosen === isAll) next.delete(trafficMirrorSessionId);
    else next.add(trafficMirrorSessionId);
  return { isAll, but: next };
}

/** Chooses all that the search shows, or none of them. What was chosen one by one and is hidden by a search stays chosen. */
export function pickAll(picked: Picked, shown: readonly Session[], isChosen: boolean): Picked {
  if (!isChosen) return picked.isAll ? nonePicked : pick(picked, shown, false);
  const ids = new Set(shown.map((session) => session.trafficMirrorSessionId));
  const hasHidden = !picked.isAll && [...picked.but].some((id) => !ids.has(id));
  return hasHidden ? pick(picked, shown, true) : allPicked;
}

/** @returns the chosen sessions: those of the search, or the ones that were chosen one by one, also where a search hides them. */
export function chosenOf(
  picked: Picked,
  shown: readonly Session[],
  everywhere: readonly Session[],
): readonly Session[] {
  if (!picked.isAll && picked.but.size === 0) return [];
  return (picked.isAll ? shown : everywhere).filter((session) => isPicked(picked, session));
}
