/** Targets that accounts share: who sees which targets, and which sessions on them. */
import { notFound } from '../errors.ts';
import { idKinds } from '../ids.ts';
import type { Row, TrafficMirrorSession, TrafficMirrorTarget } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

/** The targets that other accounts share with this one, without their owners' tags (our decision). */
export function sharedTargets({ world, accountId, region }: Estate): TrafficMirrorTarget[] {
  return [...world.shares].flatMap(([targetId, share]) => {
    if (share.region !== region || !share.accounts.includes(accountId)) return [];
    const target = world.estate(share.ownerId, region).targets.get(targetId);
    return target ? [{ ...target, tags: [] }] : [];
  });
}

/** The targets that this account sees, in order of creation: its own, and those shared with it. */
export function visibleTargets(estate: Estate): readonly TrafficMirrorTarget[] {
  return merged(estate.targets.list(), sharedTargets(estate));
}

/** A target that this account may use: its own or a shared one. Undefined if there is none with this id. */
export function findTarget(estate: Estate, targetId: string): TrafficMirrorTarget | undefined {
  return estate.targets.get(targetId) ?? sharedTargets(estate).find((target) => target.id === targetId);
}

/** Like `findTarget`, but throws NotFound if there is none. */
export function visibleTarget(estate: Estate, targetId: string): TrafficMirrorTarget {
  const target = findTarget(estate, targetId);
  if (!target) throw notFound(idKinds.targets.notFound, idKinds.targets.noun, [targetId]);
  return target;
}

/**
 * Other accounts' sessions on targets that this account shares: the guide says that the target's owner sees them. Their
 * tags are left out (our decision).
 */
export function foreignSessions({ world, accountId, region }: Estate): TrafficMirrorSession[] {
  const shared = [...world.shares].filter(
    ([, share]) => share.ownerId === accountId && share.region === region,
  );
  if (shared.length === 0) return [];
  return [...world.inRegion(region)]
    .filter((other) => other.accountId !== accountId)
    .flatMap(({ sessions }) => shared.flatMap(([id]) => sessions.by('traffic-mirror-target-id', id)))
    .map((session) => ({ ...session, tags: [] }));
}

/** The sessions that this account sees, in order of creation: its own, and those on targets that it shares. */
export function visibleSessions(estate: Estate): readonly TrafficMirrorSession[] {
  return merged(estate.sessions.list(), foreignSessions(estate));
}

/** Two lists of rows as one, in order of creation. */
const merged = <R extends Row>(own: readonly R[], shared: readonly R[]): readonly R[] =>
  shared.length === 0 ? own : [...own, ...shared].sort((a, b) => a.seq - b.seq);
