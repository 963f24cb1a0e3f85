import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { freePort } from '../support/balancer.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { documentAt } from '../support/documents.ts';
import { startEmulator } from '../support/emulator.ts';
import { projectRoot } from '../support/process.ts';
import { testWithPrometheus } from '../support/prometheus.ts';
import { startTokenIssuer } from '../support/tokens.ts';

/** The commands that are not run, and why. */
const notRun: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^npm ci && npm run build$/, 'the test command begins with it'],
  [/^aws iam /, 'the roles are those of the embedded EC2'],
  [/^openssl .*\naws cloudformation /, 'it needs AWS'],
  [/^TOKEN=/, "the issuer is the test's own"],
];

interface Step {
  readonly command: string;
  /** What the page says that it prints. */
  readonly output: string | undefined;
}

const { blocks } = documentAt('docs/deploy.md');
const steps: readonly Step[] = blocks.flatMap(({ language, text: command }, index) => {
  const next = blocks[index + 1];
  return language === 'bash' ? [{ command, output: next?.language === 'text' ? next.text : undefined }] : [];
});
const run = steps.filter(({ command }) => !notRun.some(([pattern]) => pattern.test(command)));

/** The ellipses of the page stand for anything. */
const toPattern = (output: string) => {
  const parts = output.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}\\s*$`);
};

/** One shell for all steps, as a person would have. @returns runs a command in it. */
function startShell(folder: string, env: Record<string, string>) {
  const shell = spawn('bash', ['--norc'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  cleanUp(async () => {
    if (shell.exitCode === null) {
      const ended = once(shell, 'exit');
      process.kill(-(shell.pid ?? 0), 'SIGKILL');
      await ended;
    }
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
      shell.emit('output');
    });
  return async (command: string): Promise<string> => {
    output = '';
    shell.stdin.write(`${command}\necho "the end"\n`);
    while (!output.endsWith('the end\n')) await once(shell, 'output');
    return output.slice(0, -'the end\n'.length);
  };
}

testWithPrometheus(
  'the way from nothing to production can be gone, and prints what the page says',
  async () => {
    const [emulator, issuer, port, adminPort] = await Promise.all([
      startEmulator({ seed: 'demo' }),
      startTokenIssuer(),
      freePort(),
      freePort(),
    ]);
    const folder = newFolder();
    for (const name of ['dist', 'deploy']) symlinkSync(join(projectRoot, name), join(folder, name));
    const shell = startShell(folder, {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      PORT: String(port),
      DRAIN_SECONDS: '0',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: 'ASIAGATEWAY',
      AWS_SECRET_ACCESS_KEY: 'gateway',
      TOKEN: await issuer.token('traffic-mirror:read'),
    });
    const replacements = [
      ['AUTH_JWKS_URL=https://issuer.example.com/jwks', `AUTH_JWKS_URL=${issuer.env.AUTH_JWKS_URL}`],
      ['ADMIN_PORT=9090', `ADMIN_PORT=${adminPort}`],
      ['127.0.0.1:9090', `127.0.0.1:${adminPort}`],
      ['127.0.0.1:4000', `127.0.0.1:${port}`],
    ] as const;
    for (const { command, output } of run) {
      const replaced = replacements.reduce((text, [from, to]) => text.replaceAll(from, to), command);
      const printed = await shell(replaced);
      if (output === undefined) expect([command, printed]).toEqual([command, '']);
      else expect(printed).toMatch(toPattern(output));
    }
  },
);

test('every command that is not run is still on the page', () => {
  for (const [pattern] of notRun)
    expect(steps.filter(({ command }) => pattern.test(command))).not.toEqual([]);
});
