/** The plan of every mutation, so that a test gives only the input. */
import type { TestGateway } from './gateway.ts';
import type { MutationName } from './mutations.ts';

export interface Plan {
  readonly changes: readonly { field: string; before: string | null; after: string | null }[];
  readonly warnings: readonly string[];
  readonly warningDetails: readonly { code: string; message: string; field: string[] | null }[];
  readonly dryRun: { verdict: string } | null;
  readonly userErrors: readonly {
    code: string;
    field: string[] | null;
    message: string;
    blockedBy?: unknown;
  }[];
}

export const planFields = `changes { field before after } warnings warningDetails { code message field } dryRun { verdict }
  userErrors { code field message ... on TrafficMirrorInUseError { blockedBy { trafficMirrorSessionId } } }`;

/** The query that plans a mutation. The modification of a session has the older name. */
export const planName = (mutation: string) =>
  mutation === 'modifyTrafficMirrorSession'
    ? 'planTrafficMirrorSession'
    : `plan${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;

/** Plans one mutation; the answer must have no top-level errors. */
export async function planFor(gateway: TestGateway, mutation: MutationName, input: object): Promise<Plan> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const name = planName(mutation);
  const data = await gateway.query<Record<string, Plan>>(
    `query ($input: ${type}!) { ${name}(input: $input) { ${planFields} } }`,
    { input },
  );
  return data[name] as Plan;
}
