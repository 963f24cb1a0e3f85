/** What each setting is, in one sentence: shown by --help. The row of a setting in docs/settings.md begins with it, which a test checks. */
import type { Settings } from './settings.ts';

export const descriptions: Readonly<Record<keyof Settings, string>> = {
  host: 'the address to listen on',
  port: 'the port of GraphQL and the pages; 0 takes any free port',
  adminPort: 'a separate port for /health/live, /health/ready and /metrics',
  keepAliveSeconds: 'how long a connection may be idle before it is closed, 1 to 3600',
  drainSeconds: 'how long the gateway serves on after SIGTERM while it says that it is not ready, 0 to 3600',
  graceSeconds: 'how long running requests may take after that, 27 to 3600: one change may take 25.8 s',
  playground: 'true or false: whether to serve the pages / and /map',
  corsOrigins:
    'the origins of other sites whose pages may use /graphql in browsers, with commas between them',
  logLevel: 'debug, info, warn, error or silent',
  cursorSecret: 'signs the cursors of lists, and makes the caller of the log; at least 32 characters',
  cursorSecretFile: 'a file with the same secret, instead of CURSOR_SECRET',
  auditFile: 'the file that records every change and denial',
  auditLock: 'flock: the kernel keeps a second process from writing to the audit file',
  readyFor:
    'changes: /health/ready answers 503 while the audit file cannot be written, unless mutations are off. reads: it answers 200, and only changes fail',
  operations: 'any runs every document; trusted runs only documents of the manifests',
  operationsManifest:
    'a manifest, which is a JSON file of ids and documents that clients may request by id, or a folder of manifests',
  ec2Mode: 'embedded for the embedded EC2, aws for the real one',
  awsRegion: 'aws mode: the Region',
  awsEndpointUrlEc2: "aws mode: an endpoint to use instead of the Region's",
  awsEndpointUrlElasticLoadBalancingV2: 'aws mode: the same for Elastic Load Balancing',
  awsEndpointUrlOrganizations: 'aws mode: the same for AWS Organizations',
  allowEndpointOverride:
    "allows AWS_ENDPOINT_URL_EC2, AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 and AWS_ENDPOINT_URL_ORGANIZATIONS, and the SDK's own AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_STS",
  ec2BudgetPercent: "the share of EC2's request rates that the gateway uses, all replicas together, 1 to 100",
  replicas: 'how many gateways serve the same accounts at the same time, at most',
  redisUrl: 'aws mode: the store that the replicas share: rediss://redis.example.com:6379/0',
  redisTopology: 'single, sentinel or cluster',
  redisSentinelName: 'the name under which the Sentinels know the primary',
  redisUsername: 'the user of the store',
  redisPasswordFile: 'a file with the password of the store, which is read again at every connection',
  redisCaFile: "a file with the certificates, in PEM format, that the store's must be signed by",
  redisPrefix: 'the beginning of all keys in the store',
  allowPlaintextRedis: 'allows redis:// to another host than loopback',
  emulatorPort: 'embedded mode: the port of the embedded EC2, for other AWS clients; 0 takes any free port',
  emulatorSeed: 'embedded mode: what exists at the start, one of the seeds',
  emulatorStateFile: 'embedded mode: a file that keeps the state across restarts',
  limits: 'changes some of the limits, for example depth=15,tokens=4000',
  findingsEveryMinutes:
    'how often the gateway evaluates the findings of all accounts and Regions in the background, for its metrics, 0 to 1440; 0: never',
  authMode: 'jwt: callers must send an access token. none: anybody may call',
  authIssuer: 'jwt: the iss that tokens must have',
  authAudience: 'jwt: the aud that tokens must have: one of several with commas between them',
  authProvider: 'jwt: whose tokens these are, which decides how their claims are read',
  authJwksUrl: "jwt: the URL of the issuer's public keys; https",
  authJwksFile: "jwt: a file with the issuer's public keys, in place of AUTH_JWKS_URL",
  authIssuersFile: 'jwt: a JSON file of several issuers, or of rules of your own',
  readyIssuers: '/health/ready answers 200 when the keys of all issuers are known, or those of any',
  readOnly: 'true turns all mutations off; reads and plans keep working',
  awsAccountsFile:
    'a JSON file of the accounts and Regions to serve, their roles and callers, and the approved targets',
  accountsRefreshSeconds:
    'how often that file, and the files of external IDs that it names, are looked at for changes, 0 to 3600; 0: only after the signal SIGHUP',
  stsRate: 'how many roles this replica assumes in a second, and at once, 1 to 1000',
  insecureNoAuth: 'i-understand allows AUTH_MODE=none with a real EC2 or another address than loopback',
};
