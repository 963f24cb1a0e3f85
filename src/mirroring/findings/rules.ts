/** Every rule, most severe first. Findings are listed in this order. */
import type { EstateKind } from '../facts.ts';
import { collectorMirrored } from './collectorMirrored.ts';
import { collectorStopped } from './collectorStopped.ts';
import { filterEmpty } from './filterEmpty.ts';
import { filterNoAccept } from './filterNoAccept.ts';
import { filterOneWay } from './filterOneWay.ts';
import { foreignTarget } from './foreignTarget.ts';
import { gwlbeTruncates } from './gwlbeTruncates.ts';
import { ipv6NotMirrored } from './ipv6NotMirrored.ts';
import { lengthShort } from './lengthShort.ts';
import { naclBlocks } from './naclBlocks.ts';
import { nlbBackendBlocks } from './nlbBackendBlocks.ts';
import { nlbNoListener } from './nlbNoListener.ts';
import { nlbNoTargets } from './nlbNoTargets.ts';
import { nlbOneZone } from './nlbOneZone.ts';
import { nlbUnhealthy } from './nlbUnhealthy.ts';
import { nlbZoneEmpty } from './nlbZoneEmpty.ts';
import { noRoute } from './noRoute.ts';
import type { About, FindingRule } from './rule.ts';
import { ruleContradicted } from './ruleContradicted.ts';
import { ruleShadowed } from './ruleShadowed.ts';
import { sessionShadowed } from './sessionShadowed.ts';
import { sgBlocks } from './sgBlocks.ts';
import { sourceBilledIdle } from './sourceBilledIdle.ts';
import { targetGone } from './targetGone.ts';
import { targetNearlyFull } from './targetNearlyFull.ts';
import { unapprovedTarget } from './unapprovedTarget.ts';
import { vniAmbiguous } from './vniAmbiguous.ts';

export const rules = [
  targetGone,
  collectorStopped,
  nlbNoListener,
  nlbNoTargets,
  sgBlocks,
  nlbBackendBlocks,
  naclBlocks,
  noRoute,
  sourceBilledIdle,
  filterEmpty,
  filterNoAccept,
  sessionShadowed,
  nlbUnhealthy,
  nlbZoneEmpty,
  vniAmbiguous,
  lengthShort,
  ruleContradicted,
  collectorMirrored,
  foreignTarget,
  unapprovedTarget,
  nlbOneZone,
  filterOneWay,
  ruleShadowed,
  ipv6NotMirrored,
  gwlbeTruncates,
  targetNearlyFull,
] as const;

export type FindingCode = (typeof rules)[number]['code'];

export const allCodes: ReadonlySet<FindingCode> = new Set(rules.map(({ code }) => code));

const places = new Map<FindingCode, number>(rules.map(({ code }, place) => [code, place]));

/** The place of a code among the rules, by which findings are ordered. */
export const placeOf = (code: FindingCode): number => places.get(code) ?? rules.length;

/** A rule whose subjects are those that it is about. */
export type AnyRule = FindingRule<FindingCode, About>;

/** The kinds that must be read for some rules. Without sessions, targets and filters, there is nothing that they could be about. */
export const kindsFor = (codes: ReadonlySet<FindingCode>): ReadonlySet<EstateKind> =>
  new Set(['sessions', 'targets', 'filters', ...readsOf(codes)]);

const readsOf = (codes: ReadonlySet<FindingCode>): EstateKind[] =>
  rules.filter(({ code }) => codes.has(code)).flatMap(({ reads }) => [...reads]);
