/** Whose credentials the gateway runs on. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Ec2ClientOptions } from './clients.ts';

/**
 * Asks STS for the account; ARNs of filters and rules are made of it, since EC2 names no owner of those.
 *
 * @throws when there are no credentials, or STS does not take them.
 */
export async function fetchAccountId({ region, endpoint }: Ec2ClientOptions): Promise<string> {
  const sts = new STSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(10_000),
    });
    if (Account === undefined) throw new Error('the answer names no account');
    return Account;
  } catch (error) {
    throw new Error(
      `the AWS account cannot be found out (sts:GetCallerIdentity): ${(error as Error).message}`,
    );
  } finally {
    sts.destroy();
  }
}
