/** One DataLoader per kind of resource: within a request, each resource is read once and shows one version. */
import DataLoader from 'dataloader';
import type { Ec2Scope } from '../ec2/clients.ts';
import { describeByIds, type ResourceKind } from '../ec2/describe.ts';
import { filterRuleKind } from '../ec2/filterRules.ts';
import { filterKind } from '../ec2/filters.ts';
import { sessionKind } from '../ec2/sessions.ts';
import { targetKind } from '../ec2/targets.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** @param signal aborts the reads when the one who asked is gone. */
export function createLoaders(scope: Ec2Scope, signal: AbortSignal) {
  const byId = <Item, Record>(kind: ResourceKind<Item, Record>) =>
    new DataLoader<string, Record | null>((ids) => describeByIds(scope, kind, ids, signal));
  return {
    sessions: byId(sessionKind),
    targets: byId(targetKind),
    filters: byId(filterKind),
    filterRules: byId(filterRuleKind),
  };
}
