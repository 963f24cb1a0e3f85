/** The hash of a plan: equal for equal steps of an equal policy, on every replica. */
import { createHash } from 'node:crypto';
import type { PolicyPlan, PolicyStep } from './policyPlan.ts';

/**
 * SHA-256 of what a person approves: the owner, the policy without its guard, the places, and each step with its values. No times, reasons
 * or messages.
 *
 * @param plans of one policy, one for each place.
 * @returns in hexadecimal.
 */
export function planHashOf(owner: string, plans: readonly PolicyPlan[]): string {
  const parts = plans
    .map(({ accountId, region, policy: { guard, ...policy }, steps }) => ({
      accountId,
      region,
      policy,
      steps: steps.map(({ reason, message, ...step }: PolicyStep) => step),
    }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return createHash('sha256').update(canonical({ owner, parts })).digest('hex');
}

const keyOf = ({ accountId, region }: Pick<PolicyPlan, 'accountId' | 'region'>) => `${accountId}/${region}`;

/** JSON with the keys of every object in order, and without undefined ones. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}
