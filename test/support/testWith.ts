/** Tests that need a program of the system, from a Debian package. */
import { existsSync } from 'node:fs';
import type * as Jest from '@jest/globals';

// Benchmarks use the same support without Jest, and '@jest/globals' cannot be imported there.
const { test } = globalThis as unknown as typeof Jest;

/** Where the program is missing, the test is skipped with a line that says so. CI installs it, so there the test fails instead. */
export function testWith(program: string, debianPackage: string): typeof Jest.test {
  const isMissing = !existsSync(program);
  // Not with console: Jest drops the console output of suites whose tests are all skipped.
  if (isMissing)
    process.stderr.write(`Some tests and benchmarks need ${program}: apt-get install ${debianPackage}\n`);
  return (isMissing && process.env.CI !== 'true' ? test?.skip : test) as typeof Jest.test;
}
