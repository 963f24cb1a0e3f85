/** Settings that are valid separately but unsafe together: the gateway refuses to start with them. */
import { type Settings, toVariable } from './settings.ts';
import { loopbackHosts } from './urls.ts';

/** Unless AUTH_MODE is set, tokens are required if EC2 is real or an issuer is configured. */
export function effectiveAuthMode(values: Settings): 'jwt' | 'none' {
  const { authMode, ec2Mode, insecureNoAuth } = values;
  if (authMode !== undefined) return authMode;
  // One is enough: with a part of them forgotten or misspelt, nobody may call without a token.
  const { authIssuer, authAudience, authJwksUrl, authJwksFile, authIssuersFile, authClientId } = values;
  const ofTokens = [authIssuer, authAudience, authJwksUrl, authJwksFile, authIssuersFile, authClientId];
  const isConfigured = ofTokens.some(Boolean);
  const isWanted = isConfigured || (ec2Mode === 'aws' && insecureNoAuth === undefined);
  return isWanted ? 'jwt' : 'none';
}

const anybodyCanCall = ({ ec2Mode, host }: Settings) => ec2Mode === 'aws' || !loopbackHosts.has(host);

/** @param names all environment variables that are set, not only the gateway's own. @returns one line per problem. */
export function* unsafe(values: Settings, names: readonly string[]): Generator<string> {
  if (effectiveAuthMode(values) === 'jwt') {
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
  yield* samePorts(values);
  yield* unsafeStore(values);
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

/** A start would find the second port in use, and every restart again. */
function* samePorts({ port, adminPort, emulatorPort, ec2Mode }: Settings): Generator<string> {
  const given: (readonly [variable: string, port: number | undefined])[] = [
    ['PORT', port],
    ['ADMIN_PORT', adminPort],
    ['EMULATOR_PORT', ec2Mode === 'embedded' ? emulatorPort : undefined],
  ];
  for (const [index, [variable, one]] of given.entries()) {
    const [other] = given.slice(0, index).find(([, earlier]) => earlier === one) ?? [];
    if (one && other) yield `${variable}: is ${one}, as ${other} is; each needs a port of its own`;
  }
}

/** What is wrong with the settings of the store and of several replicas. */
function* unsafeStore(values: Settings): Generator<string> {
  const { redisUrl, redisTopology, replicas } = values;
  const isShared = redisUrl !== undefined || replicas > 1;
  if (isShared && values.cursorSecret === undefined && values.cursorSecretFile === undefined)
    yield `CURSOR_SECRET: is missing; ${redisUrl ? 'REDIS_URL' : 'REPLICAS'} is set, and a cursor must be valid at every replica; set CURSOR_SECRET or CURSOR_SECRET_FILE to the same secret everywhere`;
  if (redisUrl === undefined) {
    const ofStore = ['redisSentinelName', 'redisUsername', 'redisPasswordFile', 'redisCaFile'] as const;
    for (const name of ofStore)
      if (values[name] !== undefined) yield `${toVariable(name)}: is set without REDIS_URL; set both or none`;
    if (redisTopology !== 'single')
      yield `REDIS_TOPOLOGY: is ${redisTopology}, and REDIS_URL is missing; set it to some of the addresses`;
    return;
  }
  if (values.ec2Mode === 'embedded')
    yield 'REDIS_URL: is set with EC2_MODE=embedded, whose EC2 belongs to one process; remove it';
  const exposed = redisUrl.addresses.find(({ host }) => !loopbackHosts.has(host));
  if (!redisUrl.isEncrypted && exposed !== undefined && !values.allowPlaintextRedis)
    yield `REDIS_URL: would send the password and everything else in plain text to ${exposed.host}; use rediss://, or set ALLOW_PLAINTEXT_REDIS=true`;
  if (redisUrl.password !== undefined && values.redisPasswordFile !== undefined)
    yield 'REDIS_PASSWORD_FILE: is set although REDIS_URL has a password; remove one of them';
  if (redisUrl.username !== undefined && values.redisUsername !== undefined)
    yield 'REDIS_USERNAME: is set although REDIS_URL has a user; remove one of them';
  if (redisTopology === 'sentinel' && values.redisSentinelName === undefined)
    yield 'REDIS_SENTINEL_NAME: is missing; REDIS_TOPOLOGY=sentinel needs the name of the primary, as in "sentinel monitor NAME"';
  if (redisTopology !== 'sentinel' && values.redisSentinelName !== undefined)
    yield `REDIS_SENTINEL_NAME: is set although REDIS_TOPOLOGY is ${redisTopology}; set it to sentinel, or remove the name`;
  if (!redisUrl.isEncrypted && values.redisCaFile !== undefined)
    yield 'REDIS_CA_FILE: is set although REDIS_URL does not ask for encryption; use rediss://, or remove the file';
  if (redisTopology === 'single' && redisUrl.addresses.length > 1)
    yield 'REDIS_URL: has several addresses, and REDIS_TOPOLOGY is single; set it to sentinel or cluster';
  if (redisTopology === 'cluster' && redisUrl.database !== 0)
    yield 'REDIS_URL: names a database other than 0; a Cluster has no others';
}
