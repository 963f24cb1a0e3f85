/** Settings that are well-formed each, and must not start together. */
import { loopbackHosts, type Settings } from './settings.ts';

/** Without a word on it, tokens are asked for wherever EC2 is real, or an issuer is named. */
export function authMode({ AUTH_MODE, AUTH_JWKS_URL, EC2_MODE, INSECURE_NO_AUTH }: Settings): 'jwt' | 'none' {
  if (AUTH_MODE !== undefined) return AUTH_MODE;
  const isWanted = AUTH_JWKS_URL !== undefined || (EC2_MODE === 'aws' && INSECURE_NO_AUTH === undefined);
  return isWanted ? 'jwt' : 'none';
}

const anybodyCanCall = (values: Settings) => values.EC2_MODE === 'aws' || !loopbackHosts.has(values.HOST);

/** Combinations that are well-formed and must not start. */
export function* unsafe(values: Settings, names: readonly string[]): Generator<string> {
  if (authMode(values) === 'jwt') {
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL'] as const) {
      if (values[name] === undefined)
        yield `${name}: is missing; AUTH_MODE=jwt needs it to know whose tokens to take`;
    }
    if (values.INSECURE_NO_AUTH !== undefined)
      yield 'INSECURE_NO_AUTH: is set although AUTH_MODE is jwt; remove one of them';
  } else if (anybodyCanCall(values) && values.INSECURE_NO_AUTH === undefined) {
    yield 'AUTH_MODE: none is for EC2_MODE=embedded on a loopback HOST; anything else needs jwt, or INSECURE_NO_AUTH=i-understand, which turns mutations off';
  }
  if (values.OPERATIONS === 'trusted' && values.OPERATIONS_MANIFEST === undefined)
    yield 'OPERATIONS_MANIFEST: is missing; OPERATIONS=trusted needs it to know which ones';
  if (values.OPERATIONS === 'trusted' && values.PLAYGROUND)
    yield 'PLAYGROUND: is true although OPERATIONS is trusted; the pages send documents of their own, so remove one of them';
  if (values.EC2_MODE !== 'aws') return;
  if (values.AWS_REGION === undefined && values.AWS_ACCOUNTS_FILE === undefined) {
    yield 'AWS_REGION: is missing; EC2_MODE=aws needs one, for example eu-west-1, or an AWS_ACCOUNTS_FILE';
  }
  const makesChanges = !values.READ_ONLY && values.INSECURE_NO_AUTH === undefined;
  if (makesChanges && values.AUDIT_FILE === undefined) {
    yield 'AUDIT_FILE: is missing; changes of the real EC2 are written down, for example in /var/lib/traffic-mirror-gateway/audit.jsonl; or set READ_ONLY=true';
  }
  if (values.ALLOW_ENDPOINT_OVERRIDE) return;
  // The SDK heeds all three by itself.
  for (const name of names.filter((name) => /^AWS_ENDPOINT_URL(_EC2|_STS)?$/.test(name)))
    yield `${name}: is set; remove it, or set ALLOW_ENDPOINT_OVERRIDE=true to send every call there`;
}
