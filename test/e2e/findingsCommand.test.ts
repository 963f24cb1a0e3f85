import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../src/commandLine.ts';
import { parseOptions } from '../../src/findings/options.ts';
import { rules } from '../../src/mirroring/findings/rules.ts';
import { newFolder } from '../support/cleanUp.ts';
import { documentAt } from '../support/documents.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { startProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

/** Runs the built command to its end. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const program = startProgram(env, [process.execPath, '--no-warnings', 'dist/findings.js', ...args]);
  const exitCode = await program.ended();
  return { exitCode, ...program.output() };
}

/** The settings for another EC2, as a pipeline has them: nothing about callers or the audit file. */
const at = ({ url }: Emulator) => ({
  EC2_MODE: 'aws',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: url,
  ALLOW_ENDPOINT_OVERRIDE: 'true',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
});

const denied = { error: { code: 'UnauthorizedOperation', status: 403 }, times: 1_000 };

interface Json {
  isComplete: boolean;
  totalCount: number;
  counts: { code: string; severity: string; count: number }[];
  nodes: { code: string; severity: string; subject: object; scope: object; affectedSessionIds: string[] }[];
  unchecked: { code: string; reason: string; iamAction: string | null; subjectCount: number }[];
  scopeErrors: { code: string; scope: object }[];
  leftOutAccountIds: string[];
}

/** An accounts file of two accounts, of which the second one is not open to the subject. */
function writeAccounts(): string {
  const file = join(newFolder(), 'accounts.json');
  const regions = ['us-east-1'];
  const accounts = {
    '123456789012': { regions, callers: ['alice@example.com', 'traffic-mirror-findings'] },
    '210987654321': {
      regions,
      roleArn: 'arn:aws:iam::210987654321:role/traffic-mirror-gateway',
      callers: ['alice@example.com'],
    },
  };
  writeFileSync(file, JSON.stringify({ accounts }));
  return file;
}

describe('exit codes', () => {
  test.each([
    ['demo', [], 0],
    ['demo', ['--fail-on', 'BROKEN'], 0],
    ['demo', ['--fail-on', 'WASTE'], 1],
    ['demo', ['--fail-on', 'NOTICE', '--code', 'FILTER_ONE_WAY'], 1],
    ['demo', ['--fail-on', 'NOTICE', '--code', 'SG_BLOCKS'], 0],
    ['broken', ['--fail-on', 'BROKEN'], 1],
    ['broken', [], 0],
  ] as const)('in %s, %j: %i', async (seed, args, exitCode) => {
    const { stderr, ...ended } = await run(args, { EMULATOR_SEED: seed });
    expect({ stderr, ended }).toMatchObject({ stderr: '', ended: { exitCode } });
  });

  test.each([
    [['--fail-on', 'SEVERE'], 'BROKEN, WASTE, RISK, NOTICE'],
    [['--fail-on'], '--fail-on'],
    [['--format', 'xml'], 'table, json, sarif'],
    [['--code', 'NOTHING'], 'TARGET_GONE'],
    [['--nonsense'], '--nonsense'],
    [['file.json'], 'file.json'],
    [['--code', 'SG_BLOCKS', '--severity', 'NOTICE'], 'nothing could be found'],
    [['--severity', 'NOTICE', '--fail-on', 'BROKEN'], 'leave out'],
  ])('%j is refused', (args, why) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(why);
  });

  test.each([
    [['--format', 'xml'], 'table, json, sarif'],
    [['--account', '999999999999'], '123456789012'],
    [['--region', 'eu-west-1'], '--region eu-west-1'],
  ])('64 and the usage for %j', async (args, why) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain(why);
    expect(stderr).toContain('Usage: npm run findings');
  });

  test('78 for settings that cannot be used, with all of them', async () => {
    const { exitCode, stderr } = await run([], { EC2_MODE: 'real', EC2_BUDGET_PERCENT: 'x' });
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/EC2_MODE.*\n.*EC2_BUDGET_PERCENT/);
  });

  test('settings of a gateway that serves do not matter', async () => {
    const { exitCode } = await run([], { PORT: 'none', AUTH_MODE: 'jwt', OPERATIONS: 'trusted' });
    expect(exitCode).toBe(0);
  });

  test('0 and the usage for --help', async () => {
    const { exitCode, stdout, stderr } = await run(['--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('--fail-on SEVERITY');
  });
});

describe('what could not be read does not look clean', () => {
  test('a denied read of what a rule needs: exit code 2 for a severity that it decides', async () => {
    const emulator = await startEmulator({ seed: 'demo' });
    emulator.faults('DescribeSecurityGroups', [denied]);
    const broken = await run(['--fail-on', 'BROKEN', '--format', 'json'], at(emulator));
    const { isComplete, unchecked, scopeErrors } = JSON.parse(broken.stdout) as Json;
    expect([broken.exitCode, isComplete, scopeErrors]).toEqual([2, false, []]);
    expect(unchecked).toContainEqual(
      expect.objectContaining({
        code: 'SG_BLOCKS',
        reason: 'UNAUTHORIZED',
        iamAction: 'ec2:DescribeSecurityGroups',
        subjectCount: expect.any(Number),
      }),
    );
    const table = await run([], at(emulator));
    expect(table.exitCode).toBe(0);
    expect(table.stdout).toMatch(/Not checked, so there may be more:\nSG_BLOCKS .*UNAUTHORIZED/);
    // A finding is a finding, whatever else was not read.
    expect((await run(['--fail-on', 'WASTE'], at(emulator))).exitCode).toBe(1);
    const others = ['--code', 'SESSION_SHADOWED', '--code', 'FILTER_EMPTY', '--format', 'json'];
    const { unchecked: none } = JSON.parse((await run(others, at(emulator))).stdout) as Json;
    expect(none).toEqual([]);
  });

  test('sessions that cannot be read: exit code 2 even without --fail-on, and said in every format', async () => {
    const emulator = await startEmulator({ seed: 'demo' });
    emulator.faults('DescribeTrafficMirrorSessions', [denied]);
    const table = await run([], at(emulator));
    expect(table.exitCode).toBe(2);
    expect(table.stdout).toMatch(/Not read:\n123456789012 +us-east-1 +UNAUTHORIZED/);
    const json = await run(['--format', 'json'], at(emulator));
    expect([json.exitCode, JSON.parse(json.stdout)]).toMatchObject([
      2,
      { isComplete: false, totalCount: 0, scopeErrors: [{ code: 'UNAUTHORIZED' }] },
    ]);
    const sarif = await run(['--format', 'sarif'], at(emulator));
    expect([sarif.exitCode, JSON.parse(sarif.stdout).runs[0]]).toMatchObject([
      2,
      {
        results: [],
        invocations: [
          {
            executionSuccessful: false,
            exitCode: 2,
            toolExecutionNotifications: [
              { level: 'error', message: { text: expect.stringContaining('us-east-1') } },
            ],
          },
        ],
      },
    ]);
  });

  test('a disk that is full: exit code 2, although nothing was found', async () => {
    const command = '"$0" --no-warnings dist/findings.js --format sarif > /dev/full';
    const program = startProgram({}, ['/bin/sh', '-c', command, process.execPath]);
    expect(await program.ended()).toBe(2);
    expect(program.output().stderr).toMatch(/^the answer could not be written: .*ENOSPC/);
  });

  test('no EC2 at all: exit code 2', async () => {
    const emulator = await startEmulator({ seed: 'empty' });
    const env = at(emulator);
    await emulator.stop();
    const { exitCode, stdout, stderr } = await run([], env);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('sts:GetCallerIdentity');
  });

  test('accounts whose access does not name the subject are left out, aloud', async () => {
    const env = { AWS_ACCOUNTS_FILE: writeAccounts() };
    const all = await run(['--format', 'json'], env);
    expect(all.exitCode).toBe(0);
    expect(all.stderr).toBe(
      'account 210987654321 is left out: its access does not name traffic-mirror-findings\n',
    );
    const { leftOutAccountIds, nodes } = JSON.parse(all.stdout) as Json;
    expect(leftOutAccountIds).toEqual(['210987654321']);
    expect(nodes.length).toBeGreaterThan(0);
    // Asked for by name, it is missing.
    const both = await run(['--account', '210987654321', '--account', '123456789012'], env);
    const one = await run(['--account', '210987654321'], env);
    expect([both.exitCode, one.exitCode]).toEqual([2, 2]);
    expect(both.stdout).toMatch(/Left out.*\n210987654321/);
  });
});

test('the gateway counts findings by default, and logs once which accounts it leaves out', async () => {
  const env = { AWS_ACCOUNTS_FILE: writeAccounts(), FINDINGS_EVERY_MINUTES: '' };
  const gateway = startProgram(env);
  const { adminUrl } = await gateway.ready();
  const line = await gateway.line(/their findings are not counted/);
  expect(JSON.parse(line)).toMatchObject({ level: 'warn', accountIds: ['210987654321'] });
  const metrics = async () => (await fetch(`${adminUrl}/metrics`)).text();
  await until(async () => (await metrics()).includes('traffic_mirror_findings_scopes_failed 0'));
  expect(await metrics()).toContain('traffic_mirror_findings{code="SESSION_SHADOWED",severity="WASTE"} 2');
});

describe('accounts and Regions', () => {
  const env = { AWS_ACCOUNTS_FILE: 'examples/accounts/accounts.json' };

  test('all of the settings, or those that are asked for', async () => {
    const places = async (...args: string[]) => {
      const { nodes } = JSON.parse((await run(['--format', 'json', ...args], env)).stdout) as Json;
      return new Set(nodes.map(({ scope }) => JSON.stringify(scope)));
    };
    expect((await places()).size).toBe(3);
    expect(await places('--account', '123456789012', '--region', 'eu-west-1')).toEqual(
      new Set(['{"accountId":"123456789012","region":"eu-west-1"}']),
    );
    expect((await places('--region', 'us-east-1', '--region', 'eu-west-1')).size).toBe(3);
  });

  test('nothing is broken in the demo, where an account mirrors through the transit gateway of another', async () => {
    const { nodes, unchecked } = JSON.parse((await run(['--format', 'json'], env)).stdout) as Json;
    expect(nodes.filter(({ severity }) => severity === 'BROKEN')).toEqual([]);
    // Only the owner of the shared target sees all sessions to it.
    expect(unchecked).toMatchObject([
      { code: 'VNI_AMBIGUOUS', reason: 'OTHER_ACCOUNT', scope: { accountId: '210987654321' } },
    ]);
  });

  test('64 for an account that has none of the Regions', async () => {
    const args = ['--account', '210987654321', '--region', 'eu-west-1'];
    expect((await run(args, env)).exitCode).toBe(64);
    // Also beside one that has it: nothing of the account would be read.
    const { exitCode, stderr } = await run(['--account', '123456789012', ...args], env);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--account 210987654321 has no --region');
  });
});

describe('formats', () => {
  test('the table has a line for each finding, most severe first, and what to do', async () => {
    const { stdout } = await run([]);
    expect(stdout).toMatch(/^4 findings in 1 account and Region\n/);
    expect(stdout).toMatch(
      /^WASTE +SESSION_SHADOWED +123456789012 +us-east-1 +tms-0a1b2c3d4e5f60002 +1 session +session 1 takes every packet first$/m,
    );
    expect(stdout).toMatch(/What to do:\nSESSION_SHADOWED +Delete the session/);
    expect(documentAt('docs/operations.md').blocks.map(({ text }) => text)).toContain(stdout.trim());
  });

  test('JSON has every example of the broken estate, with the names of the API', async () => {
    const { stdout } = await run(['--format', 'json'], { EMULATOR_SEED: 'broken' });
    const { totalCount, counts, nodes, scopeErrors } = JSON.parse(stdout) as Json;
    // Nothing is approved in this configuration, so nothing can be unapproved.
    const expected = rules.filter(({ code }) => code !== 'UNAPPROVED_TARGET');
    expect(counts.map(({ code, severity }) => [code, severity])).toEqual(
      expected.map(({ code, severity }) => [code, severity]),
    );
    expect([totalCount, nodes.map(({ code }) => code), scopeErrors]).toEqual([
      nodes.length,
      expected.flatMap(({ code }) => nodes.filter((node) => node.code === code).map((node) => node.code)),
      [],
    ]);
    expect(nodes.find(({ code }) => code === 'RULE_SHADOWED')?.subject).toEqual({
      __typename: 'TrafficMirrorFilterRule',
      trafficMirrorFilterRuleId: expect.stringMatching(/^tmfr-/),
    });
  });

  /** Required properties and value lists of SARIF 2.1.0, sections 3.13, 3.14, 3.18 to 3.20, 3.27, 3.33, 3.49 and 3.58. */
  test('SARIF has what the specification requires, and a rule for each code', async () => {
    const { stdout } = await run(['--format', 'sarif'], { EMULATOR_SEED: 'broken' });
    const log = JSON.parse(stdout);
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    const [{ tool, results, invocations }] = log.runs;
    expect(tool.driver.name).toBe('traffic-mirror-findings');
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ code }) => code));
    for (const [index, { means, remedy, condition, source }] of rules.entries()) {
      const { help } = tool.driver.rules[index];
      for (const text of [means, remedy, condition, source]) expect(help.text).toContain(text);
    }
    const levels = { BROKEN: 'error', WASTE: 'warning', RISK: 'warning', NOTICE: 'note' };
    expect(results.length).toBeGreaterThanOrEqual(25);
    for (const result of results) {
      const rule = rules[result.ruleIndex];
      expect([result.ruleId, result.level]).toEqual([rule?.code, levels[rule?.severity ?? 'NOTICE']]);
      expect(result.message.text).toMatch(/\S/);
      const [{ logicalLocations }] = result.locations;
      expect(logicalLocations[0].fullyQualifiedName).toMatch(
        /^123456789012\/us-east-1\/(tms|tmt|tmf|tmfr|eni)-/,
      );
    }
    const prints = results.map((result: { partialFingerprints: object }) => result.partialFingerprints);
    expect(new Set(prints.map((print: object) => JSON.stringify(print))).size).toBe(results.length);
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;
    expect(invocations).toMatchObject([
      {
        exitCode: 0,
        executionSuccessful: true,
        startTimeUtc: expect.stringMatching(time),
        endTimeUtc: expect.stringMatching(time),
      },
    ]);
    for (const { level, message } of invocations[0].toolExecutionNotifications) {
      expect(['error', 'warning']).toContain(level);
      expect(message.text).toMatch(/was not checked/);
    }
  });

  test('fingerprints stay the same from run to run', async () => {
    const prints = async () => {
      const { stdout } = await run(['--format', 'sarif']);
      return JSON.parse(stdout).runs[0].results.map((result: object) => Object(result).partialFingerprints);
    };
    const first = await prints();
    expect(first).toHaveLength(4);
    expect(await prints()).toEqual(first);
  });
});
