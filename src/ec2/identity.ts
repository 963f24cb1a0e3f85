/** Whose credentials the gateway runs on. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Ec2ClientOptions } from './clients.ts';

export interface Identity {
  /** ARNs of filters and rules are made of it, since EC2 names no owner of those. */
  readonly accountId: string;
  /** Whether it is an access key of a user: one that does not expire (IAM user guide, "Unique identifiers"). */
  readonly hasUserKey: boolean;
}

/**
 * Asks STS.
 *
 * @throws when there are no credentials, or STS does not take them.
 */
export async function fetchIdentity({ region, endpoint }: Ec2ClientOptions): Promise<Identity> {
  const sts = new STSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { accessKeyId } = await sts.config.credentials();
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(10_000),
    });
    if (Account === undefined) throw new Error('the answer names no account');
    return { accountId: Account, hasUserKey: accessKeyId.startsWith('AKIA') };
  } catch (error) {
    const { name, message } = error as Error;
    throw new Error(
      `the AWS account cannot be found out (sts:GetCallerIdentity): ${name}: ${message}; see that the process has AWS credentials that are valid, best those of a role, and reaches STS`,
    );
  } finally {
    sts.destroy();
  }
}
