/** The settings of the store and of several replicas. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { makeCertificates } from '../support/certificates.ts';
import { newFolder } from '../support/cleanUp.ts';
import { problemsOf } from '../support/settings.ts';

const secret = 'x'.repeat(32);
const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', INSECURE_NO_AUTH: 'i-understand' };
const shared = { ...aws, CURSOR_SECRET: secret, REDIS_URL: 'rediss://redis.example.com' };

const [begin, end] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'];

function file(content: string): string {
  const path = join(newFolder(), 'file');
  writeFileSync(path, content);
  return path;
}

test('a store is one address, with its defaults', () => {
  expect(parseConfig(shared)).toMatchObject({
    replicas: 1,
    redisUrl: {
      addresses: [{ host: 'redis.example.com', port: 6_379 }],
      isEncrypted: true,
      username: undefined,
      password: undefined,
      database: 0,
    },
    redisTopology: 'single',
    redisPrefix: 'tmgw',
  });
});

test('reads every setting of the store', () => {
  const { caFile } = makeCertificates();
  const certificate = readFileSync(caFile, 'utf8').trimEnd();
  const config = parseConfig({
    ...aws,
    CURSOR_SECRET_FILE: file(`${secret}\n`),
    REPLICAS: '3',
    REDIS_URL: 'rediss://127.0.0.1:7001/2, rediss://[::1]:7002/2',
    REDIS_TOPOLOGY: 'sentinel',
    REDIS_SENTINEL_NAME: 'gateway',
    REDIS_USERNAME: 'alice',
    REDIS_PASSWORD_FILE: file('secret\n'),
    REDIS_CA_FILE: caFile,
    REDIS_PREFIX: 'blue',
  });
  expect(config).toMatchObject({
    cursorSecret: secret,
    replicas: 3,
    redisUrl: {
      addresses: [
        { host: '127.0.0.1', port: 7_001 },
        { host: '::1', port: 7_002 },
      ],
      isEncrypted: true,
      database: 2,
    },
    redisTopology: 'sentinel',
    redisSentinelName: 'gateway',
    redisUsername: 'alice',
    redisPasswordFile: expect.any(String),
    redisCa: certificate,
    redisPrefix: 'blue',
  });
});

describe('refused are', () => {
  const plain = { ...shared, REDIS_URL: 'redis://redis.example.com' };

  test('an unencrypted connection to another host, unless it is allowed', () => {
    expect(problemsOf(plain)).toEqual([
      expect.stringMatching(/^REDIS_URL: .*plain text to redis.example.com/),
    ]);
    expect(problemsOf({ ...plain, ALLOW_PLAINTEXT_REDIS: 'true' })).toEqual([]);
    expect(problemsOf({ ...plain, REDIS_URL: 'redis://localhost' })).toEqual([]);
  });

  test.each([
    ['REDIS_URL', { REDIS_URL: 'rediss://redis.example.com' }],
    ['REPLICAS', { REPLICAS: '2' }],
  ])('%s without a cursor secret', (_, settings) => {
    expect(problemsOf({ ...aws, ...settings })).toEqual([
      expect.stringMatching(/^CURSOR_SECRET: is missing; /),
    ]);
    expect(problemsOf({ ...aws, ...settings, CURSOR_SECRET_FILE: file(secret) })).toEqual([]);
  });

  test('two passwords, and two users', () => {
    const given = {
      ...shared,
      REDIS_URL: 'rediss://alice:hunter2@redis.example.com',
      REDIS_USERNAME: 'bob',
      REDIS_PASSWORD_FILE: file('secret'),
    };
    expect(problemsOf(given)).toEqual([
      expect.stringMatching(/^REDIS_PASSWORD_FILE: .*REDIS_URL has a password/),
      expect.stringMatching(/^REDIS_USERNAME: .*REDIS_URL has a user/),
    ]);
  });

  test('Sentinels without the name of the primary', () => {
    expect(problemsOf({ ...shared, REDIS_TOPOLOGY: 'sentinel' })).toEqual([
      expect.stringMatching(/^REDIS_SENTINEL_NAME: is missing/),
    ]);
  });

  test('the name of a primary without Sentinels, and an authority without encryption', () => {
    const url = 'redis://127.0.0.1';
    const given = { ...shared, REDIS_URL: url, REDIS_SENTINEL_NAME: 'gateway' };
    const { caFile: REDIS_CA_FILE } = makeCertificates();
    expect(problemsOf({ ...given, REDIS_CA_FILE })).toEqual([
      expect.stringMatching(/^REDIS_SENTINEL_NAME: is set although REDIS_TOPOLOGY is single/),
      expect.stringMatching(/^REDIS_CA_FILE: .*use rediss/),
    ]);
  });

  test('a store in embedded mode', () => {
    const { EC2_MODE: _, AWS_REGION: _region, INSECURE_NO_AUTH: _auth, ...embedded } = shared;
    expect(problemsOf(embedded)).toEqual([
      expect.stringMatching(/^REDIS_URL: is set with EC2_MODE=embedded/),
    ]);
  });

  test('what the topology does not allow', () => {
    const two = { ...shared, REDIS_URL: 'rediss://one.example.com,rediss://two.example.com' };
    expect(problemsOf(two)).toEqual([expect.stringMatching(/^REDIS_URL: has several addresses/)]);
    const database = { ...shared, REDIS_URL: 'rediss://one.example.com/1', REDIS_TOPOLOGY: 'cluster' };
    expect(problemsOf(database)).toEqual([expect.stringMatching(/^REDIS_URL: names a database/)]);
  });

  test('settings of a store that there is none of', () => {
    expect(problemsOf({ ...aws, REDIS_USERNAME: 'alice', REDIS_TOPOLOGY: 'cluster' })).toEqual([
      'REDIS_USERNAME: is set without REDIS_URL; set both or none',
      expect.stringMatching(/^REDIS_TOPOLOGY: is cluster/),
    ]);
  });

  test.each([
    'redis.example.com:6379',
    'http://redis.example.com',
    'rediss://redis.example.com/one',
    'rediss://redis.example.com?tls=no',
    'rediss://one.example.com,redis://two.example.com',
    'rediss://a:hunter2@one.example.com,rediss://a:hunter3@two.example.com',
    'rediss://a:50%hunter2@redis.example.com',
    'rediss://redis.example.com:0',
    ',',
  ])('the address %s, which is not repeated: it may have a password', (REDIS_URL) => {
    expect(problemsOf({ ...shared, REDIS_TOPOLOGY: 'single', REDIS_URL })).toEqual([
      expect.stringMatching(/^REDIS_URL: must be redis:\/\/ or rediss:\/\/ URLs/),
    ]);
    expect(problemsOf({ ...shared, REDIS_URL }).join()).not.toContain('hunter');
  });

  test.each([
    ['CURSOR_SECRET_FILE', 'hunter2', 'must have at least 32 characters'],
    ['REDIS_CA_FILE', 'hunter2', 'must have certificates in PEM format'],
    ['REDIS_CA_FILE', begin, 'must have certificates in PEM format'],
    ['REDIS_CA_FILE', `${begin}\nhunter2\n${end}`, 'must have certificates in PEM format'],
    ['REDIS_PASSWORD_FILE', '\n', 'is empty; put the password into it'],
  ])('a %s that is not one', (name, content, problem) => {
    const { CURSOR_SECRET: _, ...given } = { ...shared, CURSOR_SECRET_FILE: file(secret) };
    const problems = problemsOf({ ...given, [name]: file(content) });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: /.*: ${problem}$`))]);
  });

  test.each(['CURSOR_SECRET_FILE', 'REDIS_PASSWORD_FILE', 'REDIS_CA_FILE'])(
    'a %s that is missing',
    (name) => {
      const { CURSOR_SECRET: _, ...given } = { ...shared, CURSOR_SECRET_FILE: file(secret) };
      expect(problemsOf({ ...given, [name]: '/no/such/file' })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: cannot be read: ENOENT`)),
      ]);
    },
  );

  test('two cursor secrets', () => {
    expect(problemsOf({ ...shared, CURSOR_SECRET_FILE: file(secret) })).toEqual([
      expect.stringMatching(/^CURSOR_SECRET_FILE: .*remove one of them/),
    ]);
  });

  test.each([
    ['REPLICAS', '0'],
    ['REPLICAS', '2.5'],
    ['REDIS_TOPOLOGY', 'ring'],
    ['REDIS_PREFIX', '{a}'],
  ])('%s=%s', (name, value) => {
    expect(problemsOf({ ...shared, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: `)),
    ]);
  });

  test('all of it at once', () => {
    const problems = problemsOf({
      ...aws,
      ...plain,
      CURSOR_SECRET: '',
      REPLICAS: 'many',
      REDIS_TOPOLOGY: 'sentinel',
    });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'REPLICAS',
      'CURSOR_SECRET',
      'REDIS_URL',
      'REDIS_SENTINEL_NAME',
    ]);
  });
});
