/** An embedded EC2 and a real SDK client pointed at it, for conformance tests. */
import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2ServiceException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { cleanUp } from './cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';

/** Ids of the demo seed. */
export const demo = {
  session: (n: number) => numbered('tms-0a1b2c3d4e5f6', n),
  target: (n: number) => numbered('tmt-0b2c3d4e5f6a7', n),
  filter: (n: number) => numbered('tmf-0c3d4e5f6a7b8', n),
  rule: (n: number) => numbered('tmfr-0d4e5f6a7b8c9', n),
  networkInterface: (n: number) => numbered('eni-0e5f6a7b8c9d0', n),
  instance: (n: number) => numbered('i-0f6a7b8c9d0e1', n),
  vpc: (n: number) => numbered('vpc-01a2b3c4d5e6f', n),
  subnet: (n: number) => numbered('subnet-02b3c4d5e6f7a', n),
  vpcEndpoint: (n: number) => numbered('vpce-03c4d5e6f7a8b', n),
};

const numbered = (stem: string, n: number) => `${stem}${String(n).padStart(4, '0')}`;

interface ClientOptions {
  region?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  maxAttempts?: number;
}

/** How a client of any service reaches the emulator at `url`. Never retries, so that each answer is seen. */
export const connectionTo = (
  url: string,
  {
    region = 'us-east-1',
    accessKeyId = 'AKIDEXAMPLE',
    secretAccessKey = 'secret',
    sessionToken = '',
    maxAttempts = 1,
  }: ClientOptions = {},
) => ({
  endpoint: url,
  region,
  maxAttempts,
  credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
});

/** A client of the emulator at `url`; the access key decides the account. */
export function clientOf(url: string, options: ClientOptions = {}): EC2Client {
  const client = new EC2Client(connectionTo(url, options));
  cleanUp(() => client.destroy());
  return client;
}

export interface Subject {
  emulator: Emulator;
  ec2: EC2Client;
  stop(): Promise<void>;
}

/** An emulator of its own for one test file or test, with the demo estate unless told otherwise. */
export async function startSubject(options: EmulatorOptions = {}): Promise<Subject> {
  const emulator = await startEmulator({ seed: 'demo', ...options });
  const ec2 = clientOf(emulator.url);
  return {
    emulator,
    ec2,
    stop: async () => {
      ec2.destroy();
      await emulator.stop();
    },
  };
}

interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** The error of this class that a service answered with. Throws when the call succeeded or failed in another way. */
export async function refusalOf(
  Exception: typeof EC2ServiceException | typeof ElasticLoadBalancingV2ServiceException,
  call: Promise<unknown>,
): Promise<Refusal> {
  const error: unknown = await call.then(
    (value) => new Error(`expected an error, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Exception)) throw error;
  return { code: error.name, status: error.$metadata.httpStatusCode ?? 0, message: error.message };
}

/** The error that EC2 answered with. Throws when the call succeeded or failed in another way. */
export const refusal = (call: Promise<unknown>): Promise<Refusal> => refusalOf(EC2ServiceException, call);
