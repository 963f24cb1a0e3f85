/** How finely sources are drawn: in the finest way that makes few enough boxes. Pure. */
import type { Source } from './criteria.ts';
import { keyOf } from './lists.ts';

/** What each box stands for, finest first. A scope is an account and Region. */
export type Level = 'interface' | 'subnet' | 'VPC' | 'scope';

/** How many boxes are few enough. */
const most = { interface: 60, subnet: 20, VPC: 20 } as const;

/** What identifies the box of a source. Interfaces whose VPC or subnet is not known are together in each scope. */
export const keyAt = {
  scope: ({ source }: Source) => keyOf(source.scope),
  VPC: ({ source }: Source) => source.vpcId ?? `unknown VPC of ${keyOf(source.scope)}`,
  subnet: ({ source }: Source) => source.subnetId ?? `unknown subnet of ${keyOf(source.scope)}`,
} as const;

/** @param coarsest taken where even that makes many boxes. */
export function levelOf(sources: readonly Source[], coarsest: Exclude<Level, 'interface'>): Level {
  if (sources.length <= most.interface) return 'interface';
  const isFew = (level: 'subnet' | 'VPC') => new Set(sources.map(keyAt[level])).size <= most[level];
  if (coarsest === 'subnet' || isFew('subnet')) return 'subnet';
  return coarsest === 'VPC' || isFew('VPC') ? 'VPC' : 'scope';
}
