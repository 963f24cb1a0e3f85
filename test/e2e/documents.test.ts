import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Checkout, createCheckout } from '../support/checkout.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { commands } from '../support/documents.ts';
import { type Program, projectRoot, startProgram } from '../support/process.ts';

/** The commands that are not executed here, and why. Every other command in a document is. */
const notExecuted: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^(npm ci && )?npm test\b|^\.ci\/run$/, 'they run this test, or others'],
  [/^npm run fuzz\b/, 'CI runs it for a minute after the tests, and test/fuzz/ for two seconds'],
  [/^npm run ledger\b/, 'test/ledger/ runs short forms of it'],
  [/^npm run replicas\b/, 'CI runs a short form of it for two minutes; all of it takes twenty'],
  [/^npm run check$/, 'CI runs it after the tests, and it takes half a minute'],
  [/^npm install \S+\.tgz$/, 'it is for other projects; the tests of the client unpack the file instead'],
  [/^npm ci( --prefix \S+)?$/, 'CI begins with it on a clean checkout; it needs a registry'],
  [/^(npm ci && )?npm run build$/, '`npm test` begins with it'],
  [
    /^npm run bench\b/,
    'it installs other servers and takes 16 minutes; the short form of the command is executed',
  ],
  [/^curl \S+ (https:.*token |.*ACTIONS_ID_TOKEN)/, 'it asks an identity provider for a token'],
  [/^(kubectl create|aws sts get-web-identity)[ -]token /, 'it asks a cluster, or STS, for a token'],
  [/^node dist\/main\.js --check-config --online$/, 'it asks AWS and the token issuers'],
  [/^node dist\/unbundled\.js$/, '`npm run bench` makes the file and measures it'],
  [
    /endurance\.ts$/,
    'it measures for a quarter of an hour, and other work on the machine spoils the numbers',
  ],
  [/bench\/far\.ts\b/, 'it simulates for some minutes; the types of what it calls are checked'],
  [/^npm run jest -- test\/deploy$/, 'they are tests of their own'],
  [/^npm run screenshots$/, 'it needs Chromium, and replaces the pictures of the documents'],
  [/^npm run --silent sbom\b/, 'test/e2e/sbom.test.ts runs it'],
  [/^\.ci\/(image|service)$/, 'CI runs them after the tests; they need root'],
  [/^docker /, 'it needs a container engine; .ci/image builds the image without one'],
  [/^node \/app\//, 'it is a path in the image'],
  [/^kubectl /, 'it needs a cluster; test/deploy/ renders what is applied'],
  [/^aws (cloudformation|ecs|eks|ssm) /, 'it needs an AWS account; the page says that it was never tried'],
  [/^terraform /, 'it needs the provider of AWS; test/deploy/ checks the file without it'],
  [/^sudo /, 'it changes the machine'],
  [/^systemd-analyze /, 'test/deploy/ runs it'],
  [/attacks\.ts$/, 'it measures for ten seconds; test/integration/attacks.test.ts sends the same documents'],
];

/** The commands that run until they are stopped, and the line that shows that they are ready. */
const serving: readonly (readonly [pattern: RegExp, line: RegExp])[] = [
  [/^npm ci && npm start$/, /"msg":"ready"/],
  [/^AWS_ACCOUNTS_FILE=\S+ npm start$/, /"msg":"ready"/],
  [/^POLICY_FILE=\S+ EMULATOR_PORT=\d+ npm start$/, /"msg":"ready"/],
  [/^OTEL_EXPORTER_OTLP_ENDPOINT=\S+ OTEL_TRACES_SAMPLER=always_on npm start$/, /"msg":"ready"/],
  [/^npm run dev$/, /"msg":"ready"/],
  [/^npm run emulator /, /"msg":"ready"/],
  [/node dist\/main\.js$/, /"msg":"ready"/],
  [/^npm run graph$/, /^curl /],
  [/^npm install && npm start$/, /^curl /],
];

const find = <Value>(table: readonly (readonly [RegExp, Value])[], command: string) =>
  table.find(([pattern]) => pattern.test(command))?.[1];

/** Ports, addresses and folders in the documents that may be in use or missing on this machine, and their replacements. */
const replacements: [from: string, to: string][] = [
  ['--port 4599', '--port 0'],
  ['EMULATOR_PORT=4599', 'EMULATOR_PORT=0'],
  ['ADMIN_PORT=9090', 'ADMIN_PORT=0'],
  ['https://issuer.example.com/jwks', 'http://127.0.0.1:9/jwks'],
];

/** Runs a command in Bash, without the user's own Bash settings. */
function bash(command: string): [string, ...string[]] {
  const replaced = replacements.reduce((text, [from, to]) => text.replaceAll(from, to), command);
  return ['bash', '--norc', '-ec', replaced];
}

/** These create and move sessions and instances, and other documents show the estate without them. */
const comesLast = ({ document }: { readonly document: string }) =>
  ['docs/captures.md', 'docs/moves.md', 'docs/policies.md'].includes(document);

let checkout: Checkout;
let gateway: Program;
let emulator: Program;
/** What the commands that serve connect to: the embedded EC2 instead of the real one, and the gateway on its own port. */
let surroundings: Record<string, string>;

/** Bash does not pass signals on, so a trap ends the process group of its command. */
function start(command: string, { folder = '', env = {} } = {}): Program {
  const job = `cd '${join(checkout.folder, folder)}'
    set -m
    { ${command}
    } &
    trap 'kill -- -$!' TERM
    wait $!`;
  return startProgram({ ...checkout.env, ...env }, bash(job));
}

/** What a gateway writes to standard output from its start to its end. */
async function outputOf(env: Record<string, string>): Promise<string> {
  const program = startProgram(env);
  await program.ready();
  await stop(program);
  return program.output().stdout;
}

async function stop({ child, ended }: Program): Promise<void> {
  child.kill('SIGTERM');
  await ended();
}

beforeAll(async () => {
  checkout = await createCheckout();
  gateway = start('npm ci && npm start', { env: { AUDIT_FILE: 'audit.jsonl' } });
  emulator = start('npm run emulator -- --port 4599');
  // They write to the checkout, so they end before it is removed.
  cleanUp(() => Promise.all([gateway, emulator].map(stop)));
  const collected = await outputOf({ AUDIT_FILE: '-' });
  writeFileSync(join(checkout.folder, 'collected.log'), collected);
  const [{ url }, ec2] = await Promise.all([gateway.ready(), emulator.ready()]);
  replacements.push(
    ['http://127.0.0.1:4000', url],
    ['node dist/main.js --probe', `PORT=${new URL(url).port} node dist/main.js --probe`],
    ['http://127.0.0.1:4599', ec2.url],
    ['/var/lib/traffic-mirror-gateway', join(checkout.folder, 'docs')],
  );
  surroundings = {
    TRAFFIC_MIRROR_URL: `${url}/graphql`,
    ALLOW_ENDPOINT_OVERRIDE: 'true',
    AWS_ENDPOINT_URL: ec2.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
});

test('the README begins with the two commands, and CI runs the second one', () => {
  const [first, second] = commands.filter(({ document }) => document === 'README.md');
  expect([first?.command, second?.command]).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(readFileSync(join(projectRoot, '.ci/run'), 'utf8')).toMatch(
    /\nnpm ci && (timeout \d+m )?npm test -- /,
  );
});

test.each([...notExecuted, ...serving].map(([pattern]) => pattern))(
  'a document has a command %s',
  (pattern) => {
    expect(commands.filter(({ command }) => pattern.test(command))).not.toEqual([]);
  },
);

describe('pasted into a shell', () => {
  const executed = commands
    // test/e2e/deployPage.test.ts goes through that page in one shell, as its steps build on each other.
    .filter(({ document }) => document !== 'docs/deploy.md')
    .filter(({ command }) => find(notExecuted, command) === undefined)
    .sort((one, other) => Number(comesLast(one)) - Number(comesLast(other)))
    .map((each) => ({ ...each, title: each.command.split('\n')[0]?.slice(0, 80) }));

  test.each(executed)('$document: $title', async ({ command, document, answer }) => {
    const line = find(serving, command);
    if (line !== undefined) {
      const folder = command.startsWith('npm install') ? dirname(document) : '';
      const program = start(command, { folder, env: surroundings });
      await program.line(line).finally(() => stop(program));
      return;
    }
    const [shell, ...args] = bash(command);
    const options = { cwd: checkout.folder, env: checkout.env };
    const { stdout } = await promisify(execFile)(shell, args, options);
    if (answer !== undefined) expect(JSON.parse(stdout)).toEqual(JSON.parse(answer));
  });
});
