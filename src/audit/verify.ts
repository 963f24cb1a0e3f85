/** `node dist/audit-verify.js FILE…`: checks audit files together, and lists the changes without an outcome. */
import { commonOptions, parseArguments, runCommand, UsageError } from '../commandLine.ts';
import { toComplaint, toSummary } from './report.ts';
import type { Problem } from './rules.ts';
import { readSource, type Take } from './source.ts';
import { createTogether } from './together.ts';

const usage = `Usage: node dist/audit-verify.js [--stream] [--after HASH]… [--expect-last HASH]… FILE…
Checks audit files together, in any order: those that were moved away, the current one, and those of other replicas.
FILE may be - for standard input.

  --stream            for what was collected with AUDIT_FILE=-: lines that are not audit lines are skipped
  --after HASH        do not miss the lines up to the one with this SHA-256, which are no longer kept
  --expect-last HASH  the SHA-256 of the last line when it was noted: without that line, the end was cut off
  --help              print this
  --version           print the version, the commit and the version of Node.js

Exit codes: 0 nothing is missing and nothing was changed, 1 something is or was, or an outcome has no intent, 2 a file
cannot be read or has no audit lines, 64 the arguments are wrong
`;

interface Asked {
  readonly paths: readonly string[];
  readonly isStream: boolean;
  readonly after: ReadonlySet<string>;
  readonly expected: readonly string[];
}

/** @throws UsageError. */
function parse(args: string[]): Asked {
  const hashes = { type: 'string', multiple: true, default: [] as string[] } as const;
  const stream = { type: 'boolean', default: false } as const;
  const options = { ...commonOptions, stream, after: hashes, 'expect-last': hashes };
  const { positionals: paths, values } = parseArguments({ args, allowPositionals: true, options });
  const { after, 'expect-last': expected } = values;
  if (paths.length === 0) throw new UsageError('name at least one file');
  for (const hash of [...after, ...expected])
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new UsageError(`${JSON.stringify(hash)} is not a SHA-256 in hex`);
  return { paths, isStream: values.stream, after: new Set(after), expected };
}

/** @returns the exit code. */
async function verify({ paths, isStream, after, expected }: Asked): Promise<number> {
  const together = createTogether(after, !isStream);
  const seen = new Set<string>();
  const bad: Problem[] = [];
  for (const path of paths) {
    const take: Take = (read, before) => {
      if (expected.includes(read.hash)) seen.add(read.hash);
      together.add(read, before);
    };
    try {
      bad.push(...(await readSource(path, isStream, take)));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      console.error(`${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`);
      return 2;
    }
  }
  const checked = together.result();
  const problems = [...bad, ...checked.flatMap((each) => each.problems)];
  const spoilt = new Set(problems.map(({ at }) => at.source));
  for (const { stretch } of checked)
    for (const line of toSummary(stretch, !stretch.sources.some((source) => spoilt.has(source))))
      console.log(line);
  for (const problem of problems) console.error(toComplaint(problem));
  const missing = expected.filter((hash) => !seen.has(hash));
  for (const hash of missing)
    console.error(`no line has the SHA-256 ${hash}: the end of a file was cut off, or its file is missing`);
  for (const hash of seen)
    console.log(
      `${hash} is there, ${together.endsWith(hash) ? 'and is a last line' : 'and others follow it'}`,
    );
  return problems.length + missing.length > 0 ? 1 : 0;
}

process.exitCode = await runCommand({ usage, parse, run: verify });
