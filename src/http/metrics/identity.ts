/** The metrics of identity: how old the keys of each issuer are, and why tokens were refused. */
import type { FetchResult } from '../../identity/jwks.ts';
import type { RefusalReason } from '../../identity/refusals.ts';
import { type Instruments, labelled } from './instruments.ts';

/** The issuer that is the only one has no name in the settings. */
const onlyIssuer = 'default';

/** What stands in place of the issuer of a token that names none of the configured ones, or is none. */
const issuerOf = (name: string | undefined, reason: RefusalReason): string => {
  if (reason === 'no_token' || reason === 'malformed') return 'none';
  return reason === 'unknown_issuer' ? 'unknown' : (name ?? onlyIssuer);
};

export function identityMetrics({ counter, show, showEach }: Instruments) {
  const fetches = counter(
    'jwks_fetches_total',
    'Fetches of the keys of an issuer, by result: ok, or failed.',
    ['issuer', 'result'],
  );
  const refused = counter('auth_refused_total', 'Requests that were answered with HTTP 401, by the reason.', [
    'issuer',
    'reason',
  ]);
  const leftOut = counter(
    'auth_groups_left_out_total',
    'Requests with a token that leaves its groups out because they are too many, so its caller has none.',
    ['issuer'],
  );
  return {
    groupsLeftOut: (name: string | undefined) => leftOut.inc({ issuer: name ?? onlyIssuer }),
    keysFetched: (name: string | undefined, result: FetchResult) =>
      fetches.inc({ issuer: name ?? onlyIssuer, result }),
    /** @param name of the issuer in the settings. */
    tokenRefused: (name: string | undefined, reason: RefusalReason) =>
      refused.inc({ issuer: issuerOf(name, reason), reason }),

    watchIssuersFile: (isFailed: () => boolean) =>
      show(
        'issuers_reload_failed',
        '1 while what the issuers file says now cannot be used, so that what it said before stays; otherwise 0.',
        () => Number(isFailed()),
      ),

    /** @param ages in seconds, by the name of the issuer. */
    watchKeys: (ages: () => Iterable<readonly [name: string | undefined, seconds: number]>) =>
      showEach(
        'jwks_age_seconds',
        'How long ago the keys of an issuer were fetched; before the first time, since the start.',
        ['issuer'],
        () =>
          labelled(
            'issuer',
            [...ages()].map(([name, seconds]) => [name ?? onlyIssuer, seconds] as const),
          ),
      ),
  };
}
