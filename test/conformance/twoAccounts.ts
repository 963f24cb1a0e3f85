/** An embedded EC2 with two accounts and a role, for tests of who the caller is. */
import { DescribeTrafficMirrorSessionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { clientOf } from '../support/emulatorClient.ts';
import { type Signing, send, sign, type WireAnswer } from '../support/emulatorWire.ts';

/** The account of the demo estate, and another one. */
export const [ourAccount, theirAccount] = ['123456789012', '210987654321'];
export const ours = { accessKeyId: 'AKIAOURS', secretAccessKey: 'our secret/+' };
export const theirs = { accessKeyId: 'AKIATHEIRS', secretAccessKey: 'their secret' };
/** A role in the other account. Assuming it needs the external id `x-1`. */
export const role = `arn:aws:iam::${theirAccount}:role/mirroring/admin`;

type ClientOptions = Parameters<typeof clientOf>[1];

export interface TwoAccounts {
  readonly emulator: Emulator;
  /** The emulator's clock, in milliseconds since 1970. Tests move it. */
  clock: number;
  /** A client that is destroyed after the test. */
  client(options: ClientOptions): EC2Client;
  /** Sends a signed request to STS. */
  sts(query: string, signing?: Signing): Promise<WireAnswer>;
}

/** Starts the emulator, which verifies the signatures of both accounts. */
export async function startTwoAccounts(): Promise<TwoAccounts> {
  const emulator = await startEmulator({
    seed: 'demo',
    accounts: {
      [ours.accessKeyId]: { accountId: ourAccount, secretAccessKey: ours.secretAccessKey },
      [theirs.accessKeyId]: { accountId: theirAccount, secretAccessKey: theirs.secretAccessKey },
    },
    roles: { [role]: { externalId: 'x-1' } },
    now: () => accounts.clock,
  });
  const accounts: TwoAccounts = {
    emulator,
    clock: Date.now(),
    client: (options) => clientOf(emulator.url, options),
    sts: (query, signing = ours) =>
      send(emulator.url, sign(emulator.url, `Version=2011-06-15&${query}`, { ...signing, service: 'sts' })),
  };
  return accounts;
}

export const sessionsOf = async (ec2: EC2Client) =>
  (await ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? [];

/** The text of an element of an XML document, or an empty text. */
export const element = (body: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';

/** The credentials in an AssumeRole response. */
export const credentialsIn = (body: string) => ({
  accessKeyId: element(body, 'AccessKeyId'),
  secretAccessKey: element(body, 'SecretAccessKey'),
  sessionToken: element(body, 'SessionToken'),
});
