/** Settings that are valid separately but unsafe together: the gateway refuses to start with them. */
import { loopbackHosts, type Settings, toVariable } from './settings.ts';

/** Unless AUTH_MODE is set, tokens are required if EC2 is real or an issuer is configured. */
export function effectiveAuthMode(values: Settings): 'jwt' | 'none' {
  const { authMode, authJwksUrl, ec2Mode, insecureNoAuth } = values;
  if (authMode !== undefined) return authMode;
  const isWanted = authJwksUrl !== undefined || (ec2Mode === 'aws' && insecureNoAuth === undefined);
  return isWanted ? 'jwt' : 'none';
}

const anybodyCanCall = ({ ec2Mode, host }: Settings) => ec2Mode === 'aws' || !loopbackHosts.has(host);

/** @param names all environment variables that are set, not only the gateway's own. @returns one line per problem. */
export function* unsafe(values: Settings, names: readonly string[]): Generator<string> {
  if (effectiveAuthMode(values) === 'jwt') {
    for (const name of ['authIssuer', 'authAudience', 'authJwksUrl'] as const) {
      if (values[name] === undefined)
        yield `${toVariable(name)}: is missing; AUTH_MODE=jwt needs it to check tokens`;
    }
    if (values.insecureNoAuth !== undefined)
      yield 'INSECURE_NO_AUTH: is set although AUTH_MODE is jwt; remove one of them';
  } else if (anybodyCanCall(values) && values.insecureNoAuth === undefined) {
    yield 'AUTH_MODE: none is for EC2_MODE=embedded on a loopback HOST; anything else needs jwt, or INSECURE_NO_AUTH=i-understand, which turns mutations off';
  }
  if (effectiveAuthMode(values) === 'none') {
    for (const origin of values.corsOrigins)
      if (!loopbackHosts.has(new URL(origin).hostname))
        yield `CORS_ORIGINS: ${origin} is not on loopback, and with AUTH_MODE=none its pages could do everything without a token; use AUTH_MODE=jwt`;
  }
  if (values.operations === 'trusted' && values.operationsManifest === undefined)
    yield 'OPERATIONS_MANIFEST: is missing; OPERATIONS=trusted needs it to know the trusted documents';
  if (values.operations === 'trusted' && values.playground)
    yield 'PLAYGROUND: is true although OPERATIONS is trusted; the pages send documents of their own, so remove one of them';
  if (values.ec2Mode !== 'aws') return;
  if (values.awsRegion === undefined && values.awsAccountsFile === undefined) {
    yield 'AWS_REGION: is missing; EC2_MODE=aws needs one, for example eu-west-1, or an AWS_ACCOUNTS_FILE';
  }
  const makesChanges = !values.readOnly && values.insecureNoAuth === undefined;
  if (makesChanges && values.auditFile === undefined) {
    yield 'AUDIT_FILE: is missing; changes of the real EC2 must be recorded, for example in /var/lib/traffic-mirror-gateway/audit.jsonl; or set READ_ONLY=true';
  }
  if (values.allowEndpointOverride) return;
  // The SDK reads all of them itself.
  for (const name of names.filter((name) =>
    /^AWS_ENDPOINT_URL(_EC2|_ELASTIC_LOAD_BALANCING_V2|_STS|_ORGANIZATIONS)?$/.test(name),
  ))
    yield `${name}: is set; remove it, or set ALLOW_ENDPOINT_OVERRIDE=true to send every call there`;
}
