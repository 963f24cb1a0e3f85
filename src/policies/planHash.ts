/** The hash of a plan: equal for equal steps of an equal policy, on every replica. */
import { createHash } from 'node:crypto';
import type { Policy } from '../config/policies.ts';
import { type SessionProperties, sessionProperties } from '../ec2/sessions.ts';
import type { Adoptable, PolicyPlan, PolicyStep } from './policyPlan.ts';

/**
 * SHA-256 of what a person approves: the owner, the policy without its guard, the places, and each step with its values. No times, reasons
 * or messages: these do not change what is done.
 *
 * @param plans of one policy, one for each place.
 * @returns in hexadecimal.
 */
export function planHashOf(owner: string, plans: readonly PolicyPlan[]): string {
  const parts = plans
    .map(({ accountId, region, policy: { guard, ...policy }, steps }) => ({
      accountId,
      region,
      policy: canonical(policy),
      steps: steps.map(valuesOf),
    }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify({ owner, parts })).digest('hex');
}

/** The first half of the SHA-256 of a policy, without its guard, and of its owner; in hexadecimal. */
export function policyHashOf(owner: string, { guard, ...policy }: Policy): string {
  return createHash('sha256')
    .update(JSON.stringify({ owner, policy: canonical(policy) }))
    .digest('hex')
    .slice(0, 32);
}

/** SHA-256 of what a policy would take over in an account and Region, and change of it then; in hexadecimal. */
export function adoptionHashOf(
  owner: string,
  policy: Policy,
  { accountId, region }: Pick<PolicyPlan, 'accountId' | 'region'>,
  adoptable: readonly Adoptable[],
): string {
  const sessions = adoptable.map(({ trafficMirrorSessionId, change }) => [
    trafficMirrorSessionId,
    ...(change === undefined ? [] : [inOrder(change.set), change.removeFields]),
  ]);
  const parts = [policyHashOf(owner, policy), accountId, region, sessions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What is done to what, and each property's new value, in a fixed order. */
function valuesOf(step: PolicyStep): unknown[] {
  if (step.kind === 'DELETE') return [step.kind, step.trafficMirrorSessionId];
  const { kind } = step;
  if (kind === 'CREATE') return [kind, step.networkInterfaceId, ...inOrder(step.session)];
  const { set, removeFields } = step.change;
  return [kind, step.trafficMirrorSessionId, ...inOrder(set), removeFields];
}

const inOrder = (values: SessionProperties) => sessionProperties.map((name) => values[name] ?? null);

const keyOf = ({ accountId, region }: Pick<PolicyPlan, 'accountId' | 'region'>) => `${accountId}/${region}`;

/** With the keys of every object in order, and without undefined ones. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, one]) => [key, canonical(one)]);
}
