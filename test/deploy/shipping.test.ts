/** The settings for shippers: that they can be parsed, and that their filters choose audit lines and no others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { change } from '../support/auditedProgram.ts';
import { projectRoot, startProgram } from '../support/process.ts';

// In a separate package, so that building and running the gateway does not need it.
const yaml = await import('yaml').catch(() => undefined);
const isInstalled = yaml !== undefined || process.env.CI === 'true';
if (!isInstalled)
  process.stderr.write('The checks of deploy/shipping/ are SKIPPED: run `npm ci --prefix test/deploy`\n');

const read = (name: string) => readFileSync(join(projectRoot, 'deploy/shipping', name), 'utf8');

/** What a gateway wrote to its audit file, and to standard output with its log. */
const lines = { file: [''], stream: [''], log: [''] };

beforeAll(async () => {
  const file = newAuditFile();
  const outputs: string[] = [];
  for (const path of [file, '-']) {
    const program = startProgram({ AUDIT_FILE: path });
    const { url } = await program.ready();
    expect(await change(url, 1)).toBe('made');
    program.child.kill('SIGTERM');
    await program.ended();
    outputs.push(program.output().stdout);
  }
  const [plain = [], mixed = []] = outputs.map((text) => text.split('\n').slice(0, -1));
  lines.file = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  lines.stream = mixed.filter((line) => (JSON.parse(line) as { stream?: string }).stream === 'audit');
  lines.log = [...plain, ...mixed.filter((line) => !lines.stream.includes(line))];
  expect([lines.file.length, lines.stream.length]).toEqual([4, 4]);
  expect(lines.log.length).toBeGreaterThan(4);
});

/** The expression chooses these lines, and no others of the three kinds. */
function expectChosen(pattern: RegExp, kind: 'file' | 'stream'): void {
  for (const [name, all] of Object.entries(lines))
    expect([name, all.filter((line) => pattern.test(line))]).toEqual([name, name === kind ? all : []]);
}

(isInstalled ? describe : describe.skip)('files of YAML', () => {
  const parse = (name: string) => yaml?.parse(read(name)) as never;

  test('Vector sends the text of every audit line to both places, and no other line', () => {
    const config = parse('vector.yaml') as {
      sources: Record<string, { include: string[]; max_line_bytes: number }>;
      transforms: Record<string, { inputs: string[]; condition: string }>;
      sinks: Record<string, { type: string; inputs: string[]; encoding: { codec: string } }>;
    };
    const parts = { ...config.sources, ...config.transforms, ...config.sinks };
    const inputs = [...Object.values(config.transforms), ...Object.values(config.sinks)].flatMap(
      (part) => part.inputs,
    );
    expect(inputs.filter((name) => !(name in parts))).toEqual([]);
    expect(Object.values(config.sinks).map(({ type, encoding }) => [type, encoding.codec])).toEqual([
      ['aws_s3', 'text'],
      ['aws_cloudwatch_logs', 'text'],
    ]);
    expect(config.sources.audit?.include).toContain('/var/lib/traffic-mirror-gateway/*.jsonl');
    const [, pattern = ''] =
      /^match\(string!\(\.message\), r'(.+)'\)$/.exec(config.transforms.audit_lines?.condition ?? '') ?? [];
    expectChosen(new RegExp(pattern), 'file');
  });

  test('Fluent Bit sends every audit line to S3 and every other line to the log, each as it is', () => {
    const { pipeline } = parse('fluent-bit.yaml') as {
      pipeline: Record<'inputs' | 'filters' | 'outputs', Record<string, string>[]>;
    };
    const [input] = pipeline.inputs;
    const [filter] = pipeline.filters;
    expect(filter).toMatchObject({ name: 'rewrite_tag', match: input?.tag });
    // Fields have spaces between them, so there is none in the expression.
    const [key, expression = '', tag, keeps, ...more] = (filter?.rule ?? '').split(' ');
    expect([key, tag, keeps, more]).toEqual(['$log', 'audit', 'false', []]);
    expect(pipeline.outputs.map(({ name, match, log_key }) => [name, match, log_key])).toEqual([
      ['s3', tag, 'log'],
      ['cloudwatch_logs', input?.tag, 'log'],
    ]);
    expectChosen(new RegExp(expression), 'stream');
  });
});

test('the CloudWatch agent sends every line of the audit file', () => {
  const { logs } = JSON.parse(read('cloudwatch-agent.json')) as {
    logs: {
      logs_collected: {
        files: { collect_list: { file_path: string; filters: { type: string; expression: string }[] }[] };
      };
    };
  };
  const [audit, ...more] = logs.logs_collected.files.collect_list;
  expect([audit?.file_path, more]).toEqual(['/var/lib/traffic-mirror-gateway/audit.jsonl', []]);
  expect(audit?.filters.map(({ type }) => type)).toEqual(['include']);
  expectChosen(new RegExp(audit?.filters[0]?.expression ?? ''), 'file');
});
