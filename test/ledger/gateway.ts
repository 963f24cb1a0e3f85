/** The built gateway of a ledger, over an EC2 that plays AWS. */
import { type Kept, keepProgram } from './programs.ts';

/** @param env what this ledger sets besides: the issuer, the audit file, and whatever it is about. */
export const keepGateway = (ec2Url: string, env: Readonly<Record<string, string>>): Promise<Kept> =>
  keepProgram({
    file: 'main.js',
    portVariable: 'PORT',
    env: {
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_EC2: ec2Url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'ASIALEDGER',
      AWS_SECRET_ACCESS_KEY: 'ledger',
      // There is no load balancer: terminations should meet running changes.
      DRAIN_SECONDS: '0',
      ...env,
    },
  });

/** Sends a document once. @throws when the gateway does not answer, or answers no data. */
export async function ask<Data>(
  { port }: Kept,
  token: string,
  query: string,
  variables: object = {},
): Promise<Data> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(60_000),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}
