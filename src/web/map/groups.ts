/** What the boxes say that stand for an account and Region, a VPC or a subnet. Pure. */
import type { GroupData } from './boxes.ts';
import type { Source } from './criteria.ts';
import { keyAt } from './levels.ts';
import { count } from './words.ts';

export type GroupKind = GroupData['kind'];

/** @param all what the group stands for, of which the first `shown` have boxes of their own. */
export function toGroup(kind: GroupKind, key: string, all: readonly Source[], shown: number): GroupData {
  const [first] = all as [Source];
  const rest = all.slice(shown);
  const withoutSessions = rest.filter((one) => one.total === 0);
  const uncertain = withoutSessions.filter((one) => one.isUncertain).length;
  return {
    key,
    kind,
    ...titleOf(kind, first, all),
    interfaces: rest.length,
    unmirrored: withoutSessions.length - uncertain,
    uncertain,
    sessions: rest.flatMap((one) => one.sessions),
    total: rest.reduce((sum, one) => sum + one.total, 0),
    shown,
  };
}

function titleOf(kind: GroupKind, first: Source, all: readonly Source[]) {
  const { vpcId, subnetId, availabilityZone } = first.source;
  const numberOf = (level: 'VPC' | 'subnet') => count(new Set(all.map(keyAt[level])).size, level);
  if (kind === 'scope') return { noun: 'Account', title: keyAt.scope(first), detail: numberOf('VPC') };
  if (kind === 'VPC') return { noun: 'VPC', title: vpcId ?? 'unknown', detail: numberOf('subnet') };
  return { noun: '', title: subnetId ?? 'unknown subnet', detail: availabilityZone ?? '' };
}
