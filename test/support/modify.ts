/** The mutation under test, with its whole payload. */
import type { TestGateway } from './gateway.ts';

export interface ModifyPayload {
  trafficMirrorSession: Record<string, unknown> | null;
  dryRun: { verdict: string; message: string | null; awsRequestId: string | null } | null;
  changes: { field: string; before: string | null; after: string | null }[] | null;
  warnings: string[];
  userErrors: {
    __typename: string;
    code: string;
    field: string[] | null;
    message: string;
    awsErrorCode: string | null;
    awsRequestId: string | null;
    retryable: boolean;
  }[];
  awsRequestId: string | null;
}

const payloadFields = /* GraphQL */ `
  trafficMirrorSession {
    trafficMirrorSessionId trafficMirrorTargetId trafficMirrorFilterId
    packetLength sessionNumber virtualNetworkId description version
  }
  dryRun { verdict message awsRequestId }
  warnings
  userErrors { __typename code field message awsErrorCode awsRequestId retryable }
  awsRequestId
`;

const plain = `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { ${payloadFields} } }`;
const withChanges = plain.replace('warnings', 'changes { field before after } warnings');

async function run(gateway: TestGateway, document: string, input: object): Promise<ModifyPayload> {
  const data = await gateway.query<{ modifyTrafficMirrorSession: ModifyPayload }>(document, { input });
  return data.modifyTrafficMirrorSession;
}

export const modify = (gateway: TestGateway, input: object) => run(gateway, plain, input);

/** Selects `changes`, which costs the gateway one read. */
export const modifyWithChanges = (gateway: TestGateway, input: object) => run(gateway, withChanges, input);
