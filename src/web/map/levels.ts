/** How finely sources are drawn: in the finest way that makes few enough boxes. Pure. */
import type { Source } from './criteria.ts';
import { keyOf } from './lists.ts';

/** What each box stands for, finest first. A scope is an account and Region. */
export type Level = 'interface' | 'subnet' | 'VPC' | 'scope';

/** How many boxes are few enough. */
const most = { interface: 60, subnet: 20, VPC: 20 } as const;

type Of = Pick<Source, 'source'>;

/** What identifies the box of a source. Interfaces whose VPC or subnet is not known are together in each scope. */
export const keyAt = {
  scope: ({ source }: Of) => keyOf(source.scope),
  VPC: ({ source }: Of) => source.vpcId ?? `unknown VPC in ${keyOf(source.scope)}`,
  subnet: ({ source }: Of) => source.subnetId ?? `unknown subnet in ${keyOf(source.scope)}`,
} as const;

/** The same, for where several accounts are told apart: they may share a VPC and its subnets. */
export const keyIn =
  (level: 'VPC' | 'subnet', hasScopes: boolean) =>
  (one: Of): string =>
    hasScopes ? `${keyAt[level](one)} of ${keyAt.scope(one)}` : keyAt[level](one);

/** @param coarsest taken where even that makes many boxes. */
export function levelOf(sources: readonly Source[], coarsest: Exclude<Level, 'interface'>): Level {
  if (sources.length <= most.interface) return 'interface';
  const isFew = (level: 'subnet' | 'VPC') => new Set(sources.map(keyAt[level])).size <= most[level];
  if (coarsest === 'subnet' || isFew('subnet')) return 'subnet';
  return coarsest === 'VPC' || isFew('VPC') ? 'VPC' : 'scope';
}
