import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { problemsOf } from '../support/settings.ts';

describe('parseConfig', () => {
  test('with no settings at all starts the embedded EC2 with demo data on loopback', () => {
    expect(parseConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      keepAliveSeconds: 5,
      drainSeconds: 0,
      graceSeconds: 30,
      findingsEveryMinutes: 10,
      playground: true,
      corsOrigins: new Set(),
      authClientOrigins: new Set(),
      logLevel: 'info',
      metricsAccounts: 500,
      auditLock: 'flock',
      readyFor: 'changes',
      operations: 'any',
      auth: { mode: 'local' },
      readOnly: false,
      authProvider: 'standard',
      policyIntervalSeconds: 60,
      stsRate: 50,
      readyIssuers: 'all',
      limits: limitDefaults,
      ec2Mode: 'embedded',
      accountsRefreshSeconds: 30,
      allowEndpointOverride: false,
      ec2BudgetShare: undefined,
      replicas: 1,
      redisTopology: 'single',
      redisPrefix: 'tmgw',
      allowPlaintextRedis: false,
      otelExporterOtlpProtocol: 'http/json',
      allowPlaintextOtlp: false,
      otelSdkDisabled: false,
      otelTracesSampler: 'parentbased_traceidratio',
      otelTracesSamplerArg: '0.1',
      emulatorPort: 0,
      emulatorSeed: 'demo',
    });
  });

  test('reads every setting of the embedded mode', () => {
    const config = parseConfig({
      HOST: '::1',
      PORT: '0',
      ADMIN_PORT: '9090',
      KEEP_ALIVE_SECONDS: '60',
      DRAIN_SECONDS: '5',
      GRACE_SECONDS: '27',
      CORS_ORIGINS: 'http://localhost:5173, http://127.0.0.1:3000',
      LOG_LEVEL: 'debug',
      CURSOR_SECRET: 'x'.repeat(32),
      AUDIT_FILE: 'audit.jsonl',
      AUDIT_LOCK: 'none',
      READY_FOR: 'reads',
      OPERATIONS: 'trusted',
      OPERATIONS_MANIFEST: 'operations.json',
      FINDINGS_EVERY_MINUTES: '5',
      EMULATOR_PORT: '4599',
      EMULATOR_SEED: 'large:10000',
      EMULATOR_STATE_FILE: 'state.json',
    });
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      adminPort: 9090,
      keepAliveSeconds: 60,
      drainSeconds: 5,
      graceSeconds: 27,
      corsOrigins: new Set(['http://localhost:5173', 'http://127.0.0.1:3000']),
      logLevel: 'debug',
      cursorSecret: 'x'.repeat(32),
      auditFile: 'audit.jsonl',
      auditLock: 'none',
      readyFor: 'reads',
      operations: 'trusted',
      operationsManifest: 'operations.json',
      playground: false,
      ec2Mode: 'embedded',
      findingsEveryMinutes: 5,
      emulatorPort: 4599,
      emulatorSeed: 'large:10000',
      emulatorStateFile: 'state.json',
    });
  });

  test('reads the settings of the aws mode', () => {
    const config = parseConfig({
      EC2_MODE: 'aws',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:4599',
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      INSECURE_NO_AUTH: 'i-understand',
    });
    expect(config).toMatchObject({
      ec2Mode: 'aws',
      keepAliveSeconds: 75,
      drainSeconds: 15,
      findingsEveryMinutes: 0,
      ec2BudgetShare: 0.9,
      awsRegion: 'eu-west-1',
      awsEndpointUrlEc2: 'http://127.0.0.1:4599',
      auth: { mode: 'anybody' },
    });
  });

  test('serves the pages with the embedded EC2, and with the real one only if configured', () => {
    const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', INSECURE_NO_AUTH: 'i-understand' };
    expect(parseConfig({ PLAYGROUND: 'false' }).playground).toBe(false);
    expect(parseConfig(aws).playground).toBe(false);
    expect(parseConfig({ ...aws, PLAYGROUND: 'true' }).playground).toBe(true);
  });

  test('uses the limits that are given, and the defaults of the others', () => {
    expect(parseConfig({ LIMITS: 'depth=3, tokens = 100' }).limits).toEqual({
      ...limitDefaults,
      depth: 3,
      tokens: 100,
    });
  });

  test('names every limit that is wrong', () => {
    const problems = problemsOf({ LIMITS: 'dept=3,depth=4,tokens=x' });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('"dept=3" must be');
    expect(problems[1]).toContain('"tokens=x" must be');
  });

  test.each([
    ['*', 'must be an exact origin'],
    ['https://*.example.com', 'must be an exact origin'],
    ['null', 'must be an exact origin'],
    ['app.example.com', 'must be an exact origin'],
    ['http://app.example.com', 'must be https'],
    ['ftp://app.example.com', 'must be https'],
    ['https://app.example.com/', 'must be an origin as browsers send it: https://app.example.com'],
    ['https://app.example.com/map', 'must be an origin as browsers send it: https://app.example.com'],
    ['https://app.example.com:443', 'must be an origin as browsers send it: https://app.example.com'],
    ['https://App.example.com', 'must be an origin as browsers send it: https://app.example.com'],
    ['https://user@app.example.com', 'must be an origin as browsers send it: https://app.example.com'],
  ])('refuses %s in CORS_ORIGINS', (origin, problem) => {
    expect(problemsOf({ CORS_ORIGINS: `http://localhost:5173,${origin}` })).toEqual([
      expect.stringContaining(`CORS_ORIGINS: ${JSON.stringify(origin)} ${problem}`),
    ]);
  });

  test('lets only pages on loopback use a gateway without tokens', () => {
    const tokens = {
      AUTH_ISSUER: 'https://issuer.example.com/',
      AUTH_AUDIENCE: 'traffic-mirror',
      AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
    };
    const CORS_ORIGINS = 'https://app.example.com,https://localhost:5173,http://[::1]:8080';
    const problem = expect.stringMatching(/^CORS_ORIGINS: https:\/\/app.example.com is not on loopback/);
    expect(problemsOf({ CORS_ORIGINS })).toEqual([problem]);
    expect(problemsOf({ CORS_ORIGINS, HOST: '0.0.0.0', INSECURE_NO_AUTH: 'i-understand' })).toEqual([
      problem,
    ]);
    expect(problemsOf({ CORS_ORIGINS, ...tokens })).toEqual([]);
  });

  test('treats an empty text as absent, and blanks, which would be the number 0', () => {
    expect(parseConfig({ PORT: '', ADMIN_PORT: '', EC2_MODE: '' }).port).toBe(4000);
    expect(parseConfig({ PORT: ' ', EC2_MODE: '\t' }).port).toBe(4000);
    expect(parseConfig({ KEEP_ALIVE_SECONDS: ' ' }).keepAliveSeconds).toBe(5);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['PORT', '80.5'],
    ['ADMIN_PORT', '65536'],
    ['KEEP_ALIVE_SECONDS', '0'],
    ['DRAIN_SECONDS', '-1'],
    ['GRACE_SECONDS', '26'],
    ['PLAYGROUND', 'on'],
    ['LOG_LEVEL', 'loud'],
    ['AUDIT_FILE', '/audit/{replica}.jsonl'],
    ['AUDIT_FILE', '/audit/{hostname}-{HOSTNAME}.jsonl'],
    ['AUDIT_LOCK', 'fcntl'],
    ['READY_FOR', 'anything'],
    ['EC2_MODE', 'gcp'],
    ['ALLOW_ENDPOINT_OVERRIDE', 'yes'],
    ['EMULATOR_PORT', '99999'],
    ['LIMITS', 'dept=3'],
    ['LIMITS', 'depth=0'],
    ['LIMITS', 'depth=3.5'],
    ['LIMITS', 'depth'],
    ['LIMITS', 'constructor=1'],
    ['AUTH_MODE', 'trust-me'],
    ['INSECURE_NO_AUTH', 'true'],
  ])('refuses %s=%s, naming the setting and the value', (name, value) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(problem).toMatch(new RegExp(`^${name}: `));
    expect(problem).toContain(JSON.stringify(value));
    expect(others).toEqual([]);
  });

  test('for AWS are ignored in the embedded mode', () => {
    const strangers = {
      AWS_REGION: 'mars',
      AWS_ENDPOINT_URL_EC2: 'no URL',
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'no URL',
    };
    expect(parseConfig(strangers)).toEqual(parseConfig({}));
    expect(problemsOf({ ...strangers, EC2_MODE: 'aws' })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^AWS_REGION: /),
        expect.stringMatching(/^AWS_ENDPOINT_URL_EC2: /),
        expect.stringMatching(/^AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: /),
      ]),
    );
  });

  test('refuses trusted operations without a manifest', () => {
    expect(problemsOf({ OPERATIONS: 'trusted' })).toEqual([
      'OPERATIONS_MANIFEST: is missing; OPERATIONS=trusted needs it to know the trusted documents',
    ]);
  });

  test('refuses to serve pages whose documents are not trusted', () => {
    const trusted = { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: 'operations.json' };
    expect(problemsOf({ ...trusted, PLAYGROUND: 'true' })).toEqual([
      'PLAYGROUND: is true although OPERATIONS is trusted; the pages send documents of their own, so remove one of them',
    ]);
  });

  test('never repeats a secret', () => {
    expect(problemsOf({ CURSOR_SECRET: 'hunter2' })).toEqual([
      'CURSOR_SECRET: must have at least 32 characters',
    ]);
  });

  test('reports malformed settings and unsafe combinations together', () => {
    const problems = problemsOf({
      PORT: 'x',
      LOG_LEVEL: 'y',
      EC2_MODE: 'aws',
      AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:1',
    });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_JWKS_URL',
      'AWS_REGION',
      'AUDIT_FILE',
      'AWS_ENDPOINT_URL_EC2',
    ]);
  });

  test('two listeners need two ports, unless any free one will do', () => {
    const ports = (...[PORT, ADMIN_PORT, EMULATOR_PORT]: string[]) =>
      problemsOf({ PORT, ADMIN_PORT, EMULATOR_PORT } as Record<string, string>);
    expect(ports('0', '0', '0')).toEqual([]);
    expect(ports('1', '2', '3')).toEqual([]);
    expect(ports('1', '1', '1')).toEqual([
      'ADMIN_PORT: is 1, as PORT is; each needs a port of its own',
      'EMULATOR_PORT: is 1, as PORT is; each needs a port of its own',
    ]);
  });

  test.each([
    ['localhost:4566', 'must be an http or https URL (got "localhost:4566")'],
    ['https://gateway:swordfish@ec2.example.com', 'must have no user and no password'],
  ])('asks AWS at no %s', (url, problem) => {
    const env = { EC2_MODE: 'aws', ALLOW_ENDPOINT_OVERRIDE: 'true', AWS_ENDPOINT_URL_EC2: url };
    expect(problemsOf(env)).toContain(`AWS_ENDPOINT_URL_EC2: ${problem}`);
  });

  test.each(['0.0.0.0', '192.0.2.1', '::'])('does not listen on %s without authentication', (host) => {
    expect(problemsOf({ HOST: host })).toEqual([expect.stringContaining('INSECURE_NO_AUTH=i-understand')]);
    expect(parseConfig({ HOST: host, AUTH_MODE: 'none', INSECURE_NO_AUTH: 'i-understand' }).auth).toEqual({
      mode: 'anybody',
    });
  });

  test('does not use real AWS without authentication', () => {
    const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', AUDIT_FILE: 'audit.jsonl' };
    const problems = problemsOf(aws);
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_JWKS_URL',
    ]);
    expect(problemsOf({ ...aws, AUTH_MODE: 'none' })).toEqual([
      expect.stringContaining('INSECURE_NO_AUTH=i-understand'),
    ]);
  });

  test('does not change real AWS without an audit file', () => {
    const auth = { AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a', AUTH_JWKS_URL: 'https://issuer.example/keys' };
    const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', ...auth };
    expect(problemsOf(aws)).toEqual([expect.stringMatching(/^AUDIT_FILE: is missing/)]);
    expect(problemsOf({ ...aws, AUDIT_FILE: 'audit.jsonl' })).toEqual([]);
    expect(problemsOf({ ...aws, READ_ONLY: 'true' })).toEqual([]);
  });
});
