/** The lists of where interfaces stand: all of a policy, and one for all policies. */
import { isFor } from '../../policies/select.ts';
import { boundOf, type ListArguments, startOf } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { type CoverageConnection, keyOf } from '../coverage.ts';
import type { CoverageEntry } from '../coverageEntry.ts';
import { primeLoaders } from '../coverageReads.ts';
import { connectRead } from '../readConnections.ts';
import type { AskedPolicy } from './asked.ts';
import { entriesOf } from './entriesOf.ts';
import type { PlanIn } from './places.ts';
import { readPlans } from './plans.ts';

/** Of all interfaces that the policy selects, by plan, in the order of their ids. */
export async function entriesIn(plans: readonly PlanIn[]): Promise<CoverageEntry[]> {
  const found = await Promise.all(plans.map(entriesOf));
  return found.flatMap((entries) => [...entries.values()]);
}

/** A page of `sources` of a policy. @throws GraphQLError for an invalid argument. Ec2Failure. */
export async function listSources(
  context: GatewayContext,
  asked: AskedPolicy,
  {
    states,
    ...page
  }: ListArguments & { readonly states?: readonly CoverageEntry['state'][] | null | undefined },
): Promise<CoverageConnection> {
  const { policy, scopes } = asked;
  const bound = boundOf('sources', asked.asked, scopes, [policy.name, states?.toSorted()]);
  // What is wrong with the page must be known before anything is read.
  startOf(context, page, bound);
  const { plans, failures } = await readPlans(context, asked);
  const counted = await entriesIn(plans);
  const records = states ? counted.filter(({ state }) => states.includes(state)) : counted;
  const list = { bound, read: async () => ({ records, failures }), keyOf };
  const connection = await connectRead(context, list, page);
  for (const entry of connection.nodes) primeLoaders(context.loaders(entry.networkInterface.scope), entry);
  const readAt = plans.map(({ reading }) => reading.readAt).sort()[0] ?? new Date().toISOString();
  return { ...connection, counted, isOfPolicy: true, readAt };
}

/** Where an interface stands for each policy that selects it. @throws Ec2Failure. */
export async function standingsOf(
  { policies, policyPlaces }: GatewayContext,
  { scope, networkInterfaceId }: Pick<CoverageEntry['networkInterface'], 'scope' | 'networkInterfaceId'>,
): Promise<CoverageEntry[] | null> {
  const file = await policies();
  if (file === null) return null;
  const plans = await Promise.all(
    file.policies
      .filter((policy) => isFor(policy, scope))
      .map((policy) => policyPlaces(scope).plan(file, policy)),
  );
  const found = await Promise.all(plans.map(entriesOf));
  return found.flatMap((entries) => entries.get(networkInterfaceId) ?? []);
}
