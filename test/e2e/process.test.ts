import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CreateTrafficMirrorFilterCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { clientOf, refusal } from '../support/emulatorClient.ts';
import { startProgram as start } from '../support/process.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

async function send(url: string, query: string): Promise<{ data?: Record<string, unknown> }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: Record<string, unknown> };
}

describe('the program', () => {
  test('changes a session of the demo data, shows it, and logs JSON lines', async () => {
    const program = start({});
    const { url } = await program.ready();
    const input = '{ trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 99 }';
    await send(url, `mutation { modifyTrafficMirrorSession(input: ${input}) { awsRequestId } }`);
    const answer = await send(url, '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { packetLength } }');
    expect(answer).toEqual({ data: { trafficMirrorSession: { packetLength: 99 } } });
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    const lines = program.output().stdout.trim().split('\n');
    // Some machines allow few open files, which is logged too.
    const messages = lines.map((line) => JSON.parse(line).msg).filter((text) => !/connections/.test(text));
    expect(messages).toEqual(['ready', 'request', 'request', 'draining', 'stopped']);
  });

  test('says with LOG_LEVEL=warn when it is ready and when it stops, and nothing of requests', async () => {
    const program = start({ LOG_LEVEL: 'warn' });
    const { url } = await program.ready();
    await send(url, '{ __typename }');
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    const lines = program.output().stdout.trim().split('\n');
    const notices = lines
      .map((line) => JSON.parse(line) as { level: string; msg: string })
      .filter(({ level }) => level !== 'warn');
    expect(notices.map(({ level, msg }) => [level, msg])).toEqual([
      ['notice', 'ready'],
      ['notice', 'draining'],
      ['notice', 'stopped'],
    ]);
  });

  test('the line ready says whether the gateway can be used, and why not', async () => {
    const usable = start({});
    expect(await usable.ready()).toMatchObject({ ready: true });
    const tokens = await startTokenIssuer();
    tokens.breakDown();
    const waiting = start(tokens.env);
    expect(await waiting.ready()).toMatchObject({ ready: false, reasons: ['keys'] });
    const { adminUrl } = await waiting.ready();
    expect(await (await fetch(`${adminUrl}/health/ready`)).json()).toEqual({
      status: 'not ready',
      reasons: ['keys'],
    });
  });

  /** A gateway that waits for the keys of an issuer that does not answer. */
  async function startSlowly(env: Record<string, string> = {}) {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    cleanUp(() => silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const program = start({
      AUTH_ISSUER: 'https://issuer.example.com/',
      AUTH_AUDIENCE: 'traffic-mirror',
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
      ...env,
    });
    await once(silent, 'connection');
    return program;
  }

  test('ends with exit code 0 when it is told to while it still starts', async () => {
    const program = await startSlowly();
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  });

  test('goes on starting after SIGHUP, and then reads its files again', async () => {
    const path = join(newFolder(), 'accounts.json');
    const write = (...regions: string[]) =>
      writeFileSync(path, JSON.stringify({ accounts: { '123456789012': { regions } } }));
    write('us-east-1');
    const program = await startSlowly({ AWS_ACCOUNTS_FILE: path, ACCOUNTS_REFRESH_SECONDS: '0' });
    write('us-east-1', 'eu-west-1');
    program.child.kill('SIGHUP');
    await program.ready();
    await program.line(/"msg":"accounts read"/);
  });

  test('ends at once on Ctrl-C when it has nothing to do, with exit code 0', async () => {
    const program = start({});
    await program.ready();
    program.child.kill('SIGINT');
    expect(await program.ended()).toBe(0);
    expect(program.output().stdout).toContain('"msg":"stopped"');
  });

  test('starts with 10,000 sessions and pages through all of them', async () => {
    const { url } = await start({ EMULATOR_SEED: 'large:10000' }).ready();
    let count = 0;
    let after = 'null';
    for (let pages = 0; pages < 10; pages += 1) {
      const query = `{ trafficMirrorSessions(first: 1000, after: ${after}) { nodes { arn } pageInfo { hasNextPage endCursor } } }`;
      const { data } = await send(url, query);
      const page = data?.trafficMirrorSessions as {
        nodes: unknown[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      count += page.nodes.length;
      after = JSON.stringify(page.pageInfo.endCursor);
      expect(page.pageInfo.hasNextPage).toBe(pages < 9);
    }
    expect(count).toBe(10_000);
  });
});

describe('SIGTERM', () => {
  test('lets a running mutation finish, and takes no new requests', async () => {
    const emulator = await startEmulator({ seed: 'demo' });
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
    const aws = {
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_EC2: emulator.url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
    };
    const program = start({ ...keys, ...aws, INSECURE_NO_AUTH: 'i-understand' });
    const { url } = await program.ready();
    emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 500 }]);
    const answer = send(url, '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { sessionNumber } }');
    await until(() => emulator.calls.has('DescribeTrafficMirrorSessions'));
    program.child.kill('SIGTERM');
    expect(await answer).toEqual({ data: { trafficMirrorSession: { sessionNumber: 1 } } });
    expect(await program.ended()).toBe(0);
    await expect(send(url, '{ __typename }')).rejects.toThrow();
  });
});

describe('a state file that cannot be written any more', () => {
  const change = 'trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 99';
  const mutation = `mutation { modifyTrafficMirrorSession(input: { ${change} }) { userErrors { code } } }`;
  test.each<[string, (url: string) => Promise<unknown>]>([
    ['main', (url) => send(url, mutation)],
    ['emulator', (url) => refusal(clientOf(url).send(new CreateTrafficMirrorFilterCommand({})))],
  ])('is named when %s ends, with exit code 1; it has every change that was answered', async (name, act) => {
    const stateFile = join(newFolder(), 'state.json');
    const env = { EMULATOR_STATE_FILE: stateFile, EMULATOR_PORT: '0' };
    const command = [process.execPath, `dist/${name}.js`];
    const program = start(env, command);
    const { url } = await program.ready();
    const before = readFileSync(stateFile);
    spawnSync('prlimit', ['--pid', String(program.child.pid), '--fsize=1024:']);
    await act(url);
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(1);
    const advice = 'it has every change that was answered';
    expect(program.output().stderr.trimEnd().split('\n').at(-1)).toBe(
      `${stateFile} cannot be written: EFBIG: file too large, write; ${advice}`,
    );
    expect(readFileSync(stateFile)).toEqual(before);
    await start(env, command).ready();
  });
});

describe('a start that fails', () => {
  test('because of its settings names all of them in one message, starts nothing, and exits with 78', async () => {
    const program = start({ PORT: 'x', EC2_MODE: 'aws', LOG_LEVEL: 'loud' });
    expect(await program.ended()).toBe(78);
    const { stdout, stderr } = program.output();
    expect(stdout).toBe('');
    expect(stderr.match(/^ {2}[A-Z_0-9]+:/gm)).toEqual([
      '  PORT:',
      '  LOG_LEVEL:',
      '  AUTH_ISSUER:',
      '  AUTH_AUDIENCE:',
      '  AUTH_JWKS_URL:',
      '  AWS_REGION:',
      '  AUDIT_FILE:',
    ]);
    expect(stderr).not.toContain('    at ');
  });

  test('because of a port in use prints one line, and does not exit with 0', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    cleanUp(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    for (const setting of ['PORT', 'ADMIN_PORT', 'EMULATOR_PORT']) {
      const program = start({ [setting]: String(port) });
      expect(await program.ended()).toBe(1);
      program.child.kill('SIGTERM');
      await program.ended();
      const lines = program
        .output()
        .stderr.split('\n')
        .filter((line) => line.startsWith('cannot start'));
      expect(lines).toEqual([
        `cannot start: listen EADDRINUSE: address already in use 127.0.0.1:${port}; set PORT, ADMIN_PORT or EMULATOR_PORT to a free one`,
      ]);
    }
  });

  test('because of a state file in use says so; a restart may help, so it does not exit with 78', async () => {
    const stateFile = join(newFolder(), 'state.json');
    await startEmulator({ stateFile });
    const program = start({ EMULATOR_STATE_FILE: stateFile });
    expect(await program.ended()).toBe(1);
    expect(program.output().stderr).toBe(
      `cannot start: ${stateFile} is in use by another process; end that process, or use another file\n`,
    );
  });

  test('because of missing credentials says so', async () => {
    const program = start({
      EC2_MODE: 'aws',
      AWS_REGION: 'eu-west-1',
      INSECURE_NO_AUTH: 'i-understand',
      HOME: newFolder(),
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(await program.ended()).toBe(1);
    expect(program.output().stderr).toMatch(
      /^cannot start: the AWS account could not be determined \(sts:GetCallerIdentity\): .+$/m,
    );
  });
});

test("the embedded mode uses neither the credentials nor the endpoint in the user's environment", async () => {
  const bait = await startEmulator();
  const home = newFolder();
  const file = join(home, 'config');
  writeFileSync(
    file,
    `[default]\nregion = eu-west-1\naws_access_key_id = AKIABAIT\naws_secret_access_key = bait\nendpoint_url = ${bait.url}\n`,
  );
  const program = start({
    HOME: home,
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_ACCESS_KEY_ID: 'AKIABAIT',
    AWS_SECRET_ACCESS_KEY: 'bait',
    AWS_ENDPOINT_URL: bait.url,
    AWS_ENDPOINT_URL_EC2: bait.url,
    AWS_REGION: 'eu-west-1',
  });
  const { url } = await program.ready();
  const answer = await send(url, '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }');
  expect(answer.data).toEqual({
    trafficMirrorSession: {
      arn: 'arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/tms-0a1b2c3d4e5f60001',
    },
  });
  expect(bait.calls.size).toBe(0);
});
