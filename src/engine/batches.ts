/** How many entries of a batch are answered: as many as the limits allow, and each of the others is an error of its own. */
import type { Limits } from '../config/limits.ts';
import type { Measure } from './measure.ts';

/** How many entries of each batch of a request are answered, and why no more. */
export interface BatchLimit {
  readonly answered: number;
  /** The limit that more entries would exceed, and its value. */
  readonly limit: 'batch' | 'predictedNodes';
  readonly max: number;
}

/** As many entries as any request may have answered. */
export const wholeBatch = ({ batch }: Limits): BatchLimit => ({
  answered: batch,
  limit: 'batch',
  max: batch,
});

/**
 * Finds how many entries can be answered within the limits.
 *
 * @param measure the operation, when so many entries of each batch are answered.
 * @returns one if none can be, or if the operation has no batch: then it exceeds the limit all the same.
 */
export function fitBatch(measure: (entries: number) => Measure, limits: Limits): BatchLimit {
  const max = limits.predictedNodes;
  const one = measure(1).nodes;
  // Every further entry adds the same number of nodes, until the shortest batch ends.
  const each = measure(2).nodes - one;
  const fitting = each === 0 ? 1 : 1 + Math.floor((max - one) / each);
  return { answered: Math.max(1, fitting), limit: 'predictedNodes', max };
}
