/** What many changes, made one after the other, do to the findings together. Pure. */
import type { DeltaFieldsFragment } from '../../../generated/web/graphql.ts';
import type { ShownFinding, Unchecked } from '../findings.ts';

export interface Together {
  readonly added: ReadonlyMap<string, ShownFinding>;
  readonly resolved: ReadonlyMap<string, ShownFinding>;
  /** By rule. */
  readonly unchecked: ReadonlyMap<string, Unchecked>;
}

export const nothingYet: Together = { added: new Map(), resolved: new Map(), unchecked: new Map() };

/** Each delta takes the changes before it into account, so what one adds a later one may resolve, and the other way round. */
export function together(before: Together, deltas: readonly DeltaFieldsFragment[]): Together {
  const added = new Map(before.added);
  const resolved = new Map(before.resolved);
  const unchecked = new Map(before.unchecked);
  for (const delta of deltas) {
    for (const finding of delta.added) if (!resolved.delete(finding.id)) added.set(finding.id, finding);
    for (const finding of delta.resolved) if (!added.delete(finding.id)) resolved.set(finding.id, finding);
    for (const rule of delta.unchecked) unchecked.set(rule.code, rule);
  }
  return { added, resolved, unchecked };
}
