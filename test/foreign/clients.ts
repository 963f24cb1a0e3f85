/** The clients that are driven, what each needs on the machine, and how it is started. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot } from '../support/process.ts';
import { runsAllClients, runsSlowClients } from '../support/slowClients.ts';
import type { Habits } from './expected.ts';

const programOf = (name: string) => join(import.meta.dirname, 'clients', name);

export interface Client {
  /** Without one of these files, the client is missing. */
  readonly needs: readonly string[];
  readonly install: string;
  /** Only CI waits for it. */
  readonly isSlow?: true;
  /** Nobody waits for it unless all clients are wanted. */
  readonly isSlowest?: true;
  command(): Promise<readonly string[]>;
  readonly habits?: Habits;
}

const [go, python, ruby] = ['/usr/bin/go', '/usr/bin/python3', '/usr/bin/ruby'];
const packages = '/usr/lib/python3/dist-packages';

export const clients = {
  'the AWS CLI': {
    needs: [python, `${packages}/awscli/clidriver.py`],
    install: 'apt-get install awscli',
    isSlow: true,
    command: async () => [python, programOf('cli.py')],
    // It joins pages.
    habits: { pages: [11], showsStatus: false },
  },
  boto3: {
    needs: [python, `${packages}/boto3/__init__.py`],
    install: 'apt-get install python3-boto3',
    command: async () => [python, programOf('boto3_client.py')],
  },
  'the SDK for Go v2': {
    needs: [go, '/usr/share/gocode/src/github.com/aws/aws-sdk-go-v2/service/ec2/api_client.go'],
    install: 'apt-get install golang-go golang-github-aws-aws-sdk-go-v2-dev',
    isSlow: true,
    command: async () => [await buildGo('go2')],
  },
  'the SDK for Go v1': {
    needs: [go, '/usr/share/gocode/src/github.com/aws/aws-sdk-go/service/ec2/api.go'],
    install: 'apt-get install golang-go golang-github-aws-aws-sdk-go-dev',
    // Compiling it takes a minute and a half of processor time, and AWS has ended its support.
    isSlowest: true,
    command: async () => [await buildGo('go1')],
  },
  'the core of the SDK for Ruby': {
    needs: [ruby, '/usr/share/doc/ruby-aws-sdk-core', `${packages}/botocore`],
    install: 'apt-get install ruby-aws-sdk-core python3-botocore',
    command: async () => [ruby, programOf('sdk.rb')],
    // There, the code is the name of a class.
    habits: { showsDots: false },
  },
  'the SDK for JavaScript v2': {
    needs: [join(import.meta.dirname, 'node_modules/aws-sdk/package.json')],
    install: 'npm ci --prefix test/foreign',
    command: async () => [process.execPath, programOf('sdkV2.js')],
  },
  'the SDK for JavaScript v3': {
    needs: [join(projectRoot, 'node_modules/@aws-sdk/client-ec2/package.json')],
    install: 'npm ci',
    command: async () => [process.execPath, programOf('sdkV3.js')],
  },
} as const satisfies Readonly<Record<string, Client>>;

/** What tests with a client are declared with: they are skipped where it is missing, or slow and nobody waits for it. */
export function testOf({ needs, install, isSlow, isSlowest }: Client): typeof test | typeof test.skip {
  const missing = needs.find((file) => !existsSync(file));
  // Not with console: Jest drops the console output of suites whose tests are all skipped.
  if (missing) process.stderr.write(`A client of AWS is tested only with ${missing}: ${install}\n`);
  // CI installs all clients, so there the test fails instead.
  const isLeftOut = (isSlow && !runsSlowClients) || (isSlowest && !runsAllClients);
  return (missing && process.env.CI !== 'true') || isLeftOut ? test.skip : test;
}

/** Compiles from the sources that Debian installs: nothing is downloaded. The first time takes half a minute each, later ones a second. */
async function buildGo(folder: string): Promise<string> {
  const program = join(newFolder(), folder);
  await promisify(execFile)(go, ['build', '-o', program, '.'], {
    cwd: programOf(folder),
    env: {
      PATH: process.env.PATH ?? '',
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOPROXY: 'off',
      GOCACHE: join(projectRoot, 'node_modules/.cache/go'),
    },
  });
  return program;
}
