/**
 * What a service answers to a request whose signature it does not accept. EC2 has codes of its own; STS and Elastic
 * Load Balancing share those of the AWS Query protocol.
 */
import { authFailure, Ec2Error, requestExpired } from '../errors.ts';

/** Why a signature is not accepted; for a wrong clock, with the time of the signature and ours, in milliseconds since 1970. */
export type Denial =
  | { readonly why: 'unknown key' | 'wrong token' | 'wrong signature' | 'expired token' }
  | { readonly why: 'too old' | 'too new'; readonly timestamp: string; readonly nowMs: number };

/** @param service the one that the signature names. */
export const denied = (service: string, denial: Denial): Ec2Error =>
  service === 'ec2' ? byEc2(denial) : new Ec2Error(...byQueryServices(denial));

/** EC2 does not say what is wrong with credentials. RequestExpired is also for those that have expired (error-codes page). */
function byEc2({ why }: Denial): Ec2Error {
  const isLate = why === 'too old' || why === 'too new' || why === 'expired token';
  return isLate ? requestExpired() : authFailure();
}

/** Codes and messages as in reports of clients: aws-cli #6676, okta-awscli #145, aws-sdk-js #142, terraform-provider-aws #287. */
function byQueryServices(denial: Denial): [code: string, message: string] {
  switch (denial.why) {
    case 'unknown key':
    case 'wrong token':
      return ['InvalidClientTokenId', 'The security token included in the request is invalid.'];
    case 'expired token':
      return ['ExpiredToken', 'The security token included in the request is expired'];
    case 'wrong signature':
      return [
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      ];
    case 'too old':
      return ['SignatureDoesNotMatch', `Signature expired: ${comparison(denial, 'now earlier', '-')}`];
    case 'too new':
      return [
        'SignatureDoesNotMatch',
        `Signature not yet current: ${comparison(denial, 'still later', '+')}`,
      ];
  }
}

function comparison(
  { timestamp, nowMs }: { timestamp: string; nowMs: number },
  how: string,
  sign: '+' | '-',
): string {
  const bound = nowMs + (sign === '+' ? 15 : -15) * 60_000;
  return `${timestamp} is ${how} than ${toTimestamp(bound)} (${toTimestamp(nowMs)} ${sign} 15 min.)`;
}

/** As signatures write times: `20260302T080000Z`. */
const toTimestamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
