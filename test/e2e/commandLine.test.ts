/** The command lines of the built programs: help, versions, wrong arguments, and the probe. */
import { copyFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { settings, toVariable } from '../../src/config/settings.ts';
import { freePort } from '../support/balancer.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';
import { startTokenIssuer } from '../support/tokens.ts';

const programs = ['main.js', 'emulator.js', 'findings.js', 'audit-verify.js'];

/** Runs a built program to its end. */
async function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const program = startProgram(env, [process.execPath, `dist/${file}`, ...args]);
  return { code: await program.ended(), ...program.output() };
}

describe.each(programs)('%s', (file) => {
  test('--version says the version, the commit and the version of Node.js', async () => {
    expect(await run(file, ['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^traffic-mirror-gateway \d+\.\d+\.\d+ \([0-9a-f]{12}\+?, Node v\d+\S+\)\n$/,
      ),
      stderr: '',
    });
  });

  test('--help says what it can do', async () => {
    const { code, stdout, stderr } = await run(file, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: /);
    expect(stdout).toContain('--version');
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  // The verifier takes any number of files, but not none.
  test.each([[['--nonsense']], [file === 'audit-verify.js' ? [] : ['one', 'two']], [['-x']]])(
    '%j starts nothing: the usage on standard error, and 64',
    async (args) => {
      const { code, stdout, stderr } = await run(file, args);
      expect([code, stdout]).toEqual([64, '']);
      expect(stderr).toContain('Usage: ');
    },
  );
});

test('--help has every setting, with its default in each mode', async () => {
  const { stdout } = await run('main.js', ['--help']);
  const titles = [...stdout.matchAll(/^ {2}([A-Z][A-Z0-9_]+)(?: \((.*)\))?$/gm)];
  expect(titles.map(([, name]) => name)).toEqual(Object.keys(settings.shape).map(toVariable));
  const defaults = Object.fromEntries(titles.map(([, name, value]) => [name, value]));
  expect(defaults).toMatchObject({
    PORT: '4000',
    ADMIN_PORT: undefined,
    EC2_MODE: 'embedded',
    KEEP_ALIVE_SECONDS: '5, in aws mode 75',
    EC2_BUDGET_PERCENT: 'none, in aws mode 90',
    AUTH_MODE: 'none, in aws mode jwt',
    LIMITS: undefined,
  });
});

test.each([
  [['--online'], '--online is for --check-config'],
  [['--probe'], '--probe'],
  [['--'], "'--'"],
  [['--probe', 'alive'], 'live, ready'],
  [['--probe', 'live', '--check-config'], 'ask for one of them'],
])('%j makes no sense: 64', async (args, why) => {
  const { code, stderr } = await run('main.js', args);
  expect(code).toBe(64);
  expect(stderr).toContain(why);
});

describe('the probe', () => {
  const probe = (what: string, env: Record<string, string>) => run('main.js', ['--probe', what], env);

  test('finds a gateway by its settings, also where it listens on all addresses', async () => {
    const port = String(await freePort());
    const env = { PORT: port, ADMIN_PORT: ' ', HOST: '0.0.0.0', INSECURE_NO_AUTH: 'i-understand' };
    await startProgram(env).ready();
    for (const what of ['live', 'ready'])
      expect(await probe(what, env)).toEqual({ code: 0, stdout: `${what}\n`, stderr: '' });
  });

  test('asks ADMIN_PORT if it is set, and says why a gateway is not ready', async () => {
    const issuer = await startTokenIssuer();
    issuer.breakDown();
    const env = { ...issuer.env, PORT: '0', ADMIN_PORT: String(await freePort()) };
    await startProgram(env).ready();
    expect(await probe('live', env)).toMatchObject({ code: 0, stdout: 'live\n' });
    expect(await probe('ready', env)).toEqual({ code: 1, stdout: '', stderr: 'not ready: keys\n' });
  });

  test('fails where nothing listens, or the port is not known', async () => {
    const port = String(await freePort());
    for (const HOST of ['127.0.0.1', '::', '::1'])
      expect(await probe('live', { PORT: port, HOST })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`:${port}`),
      });
    expect(await probe('live', { PORT: '0' })).toMatchObject({
      code: 1,
      stderr: 'PORT or ADMIN_PORT must be the port of the gateway, not "0"\n',
    });
  });

  test('fails within seconds where something else listens that never answers, and where it is no gateway', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    const other = createServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine');
    }).listen(0, '127.0.0.1');
    const portOf = async (server: typeof silent) => {
      cleanUp(() => server.close());
      if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
      return String((server.address() as { port: number }).port);
    };
    const startedAt = performance.now();
    expect(await probe('live', { PORT: await portOf(silent) })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no whole answer within 3000 ms'),
    });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(await probe('live', { PORT: await portOf(other) })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('answers HTTP 200, and not as a gateway does'),
    });
  });

  test('needs none of the files beside it', async () => {
    const copy = join(newFolder(), 'main.js');
    copyFileSync(join(projectRoot, 'dist/main.js'), copy);
    const port = String(await freePort());
    await startProgram({ PORT: port }).ready();
    const alone = startProgram({ PORT: port }, [process.execPath, copy, '--probe', 'live']);
    expect(await alone.ended()).toBe(0);
  });
});
