/** AWS STS: identifies the gateway's own credentials, and assumes roles on behalf of callers. */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Span, waited } from '../trace.ts';
import { type RawAnswer, readBody } from './body.ts';
import { answeredIn } from './callSpan.ts';
import { addressOf, type Ec2ClientOptions } from './clients.ts';
import { type Ec2Failure, isThrottle } from './failure.ts';
import { withoutCredentials } from './failures.ts';
import type { Ec2Observer } from './observer.ts';
import type { Credentials } from './sharedCredentials.ts';

type StsOptions = Pick<Ec2ClientOptions, 'region' | 'endpoint' | 'credentials'>;

export function createStsClient({ region, endpoint, credentials }: StsOptions): STSClient {
  // Where EC2 is not at its public endpoint, STS is at the same address.
  const address = addressOf(endpoint, 'ec2');
  const client = new STSClient({
    region,
    ...(address === undefined ? {} : { endpoint: address }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      await readBody(result.response as RawAnswer, maxAnswerBytes);
      return result;
    },
    // The last one before the SDK's handler, so it sees the answer before the SDK's deserializer.
    { name: 'readBody', step: 'deserialize', priority: 'low' },
  );
  return client;
}

const timeoutMs = 10_000;
/** STS answers with a few KB. */
const maxAnswerBytes = 256 * 1_024;

interface Identity {
  /** The ARNs of filters and rules are built from it, because EC2 does not return their owner. */
  readonly accountId: string;
  /** Whether the credentials are an access key of an IAM user, which does not expire (IAM user guide, "Unique identifiers"). */
  readonly hasUserKey: boolean;
}

/**
 * Asks STS whose credentials the SDK finds.
 *
 * @throws Error when there are no credentials, or STS does not accept them.
 */
export async function fetchIdentity(options: StsOptions): Promise<Identity> {
  const sts = createStsClient(options);
  try {
    const { accessKeyId } = await sts.config.credentials();
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(timeoutMs),
    });
    if (Account === undefined) throw new Error('the answer does not contain the account');
    return { accountId: Account, hasUserKey: accessKeyId.startsWith('AKIA') };
  } catch (error) {
    const { name, message } = error as Error;
    throw new Error(
      `the AWS account could not be determined (sts:GetCallerIdentity): ${name}: ${message}; check that the process has valid AWS credentials, preferably those of a role, and that it can reach STS`,
    );
  } finally {
    sts.destroy();
  }
}

interface Assumption {
  readonly accountId: string;
  readonly roleArn: string;
  readonly externalId: string | undefined;
  /** Identifies the caller as session name, source identity and session tag `tmgw:caller`. STS restricts its characters. */
  readonly callerName: string;
  /** Makes the JSON of the session policy. */
  readonly policy: () => string;
  /** Resolves when STS may be asked; default: at once. @throws Ec2Failure `busy`. */
  readonly turn?: () => Promise<void>;
  readonly onAssumed: (result: Parameters<Ec2Observer['assumed']>[1]) => void;
}

/** @returns what asks for credentials of a role for an hour, and tells its span of it. It throws an Ec2Failure. */
export function assumeRole(
  sts: () => STSClient,
  { accountId, roleArn, externalId, callerName, policy, turn = async () => {}, onAssumed }: Assumption,
) {
  return async (span: () => Span): Promise<Credentials> => {
    const askedAtMs = performance.now();
    await turn();
    waited(span(), 'waited for a token', askedAtMs);
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: callerName,
      SourceIdentity: callerName,
      ExternalId: externalId,
      Policy: policy(),
      Tags: [{ Key: 'tmgw:caller', Value: callerName }],
      TransitiveTagKeys: ['tmgw:caller'],
      DurationSeconds: 3_600,
    });
    const { Credentials, $metadata } = await sts()
      .send(command, { abortSignal: AbortSignal.timeout(timeoutMs) })
      .catch((error: unknown) => {
        span().set(answeredIn(error));
        const failure = credentialsFailure(accountId, error);
        onAssumed(failure.kind === 'credentialsDenied' ? 'denied' : 'unavailable');
        throw failure;
      });
    span().set(answeredIn({ $metadata }));
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) {
      onAssumed('unavailable');
      throw withoutCredentials(accountId, false, undefined);
    }
    onAssumed('ok');
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken === undefined ? {} : { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration === undefined ? {} : { expiration: Credentials.Expiration }),
    };
  };
}

/** Whether STS refused, or just did not answer, decides whether trying again can help. */
function credentialsFailure(accountId: string, error: unknown): Ec2Failure {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const isDenied =
    (status >= 400 && status < 500 && !isThrottle(name)) || name === 'CredentialsProviderError';
  return withoutCredentials(accountId, isDenied, status > 0 && /^\w{1,100}$/.test(name) ? name : undefined);
}
