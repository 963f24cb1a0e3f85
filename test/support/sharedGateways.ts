/** Built gateways that serve the same account of one embedded EC2, as replicas do. They are ended after the test. */
import { permissions } from '../../src/caller.ts';
import { newAuditFile } from './audit.ts';
import type { Emulator } from './emulator.ts';
import type { GraphqlAnswer } from './gateway.ts';
import { secretAccessKey } from './leaks.ts';
import { type Program, startProgram } from './process.ts';
import { startTokenIssuer } from './tokens.ts';

export interface SharedGateway {
  readonly program: Program;
  readonly adminUrl: string;
  /** Sends an operation as a caller who may do everything. */
  send<Data>(document: string, variables?: object): Promise<GraphqlAnswer<Data>>;
  /** The value of a metric, by its name and labels as they are printed; 0: it is not there. */
  metric(name: string): Promise<number>;
}

export async function startSharedGateways(
  emulator: Emulator,
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<SharedGateway[]> {
  const issuer = await startTokenIssuer();
  const token = await issuer.token(permissions.join(' '), { exp: Math.floor(Date.now() / 1_000) + 3_600 });
  const start = async (): Promise<SharedGateway> => {
    const program = startProgram({
      ...issuer.env,
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_EC2: emulator.url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CURSOR_SECRET: 'one secret for all of the replicas',
      AUDIT_FILE: newAuditFile(),
      ADMIN_PORT: '0',
      LIMITS: 'callerPerSecond=10000',
      ...env,
    });
    const { url, adminUrl } = await program.ready();
    return {
      program,
      adminUrl,
      async send(query, variables) {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables }),
        });
        return (await response.json()) as GraphqlAnswer<never>;
      },
      async metric(name) {
        const text = await (await fetch(`${adminUrl}/metrics`)).text();
        const line = text.split('\n').find((each) => each.startsWith(`${name} `));
        return Number(line?.slice(name.length) ?? 0);
      },
    };
  };
  return Promise.all(Array.from({ length: count }, start));
}
