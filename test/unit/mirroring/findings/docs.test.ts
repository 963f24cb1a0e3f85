/** docs/findings.md and the schema say of each rule what the rule itself says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rules } from '../../../../src/mirroring/findings/rules.ts';
import { page, toPage } from '../../../../tools/findings.ts';
import { projectRoot } from '../../../support/process.ts';

test('docs/findings.md is what `npm run findings:docs` writes', () => {
  expect(readFileSync(join(projectRoot, page), 'utf8')).toBe(toPage());
});

test.each(rules.map((rule) => [rule.code, rule] as const))('%s is explained in sentences', (_, rule) => {
  for (const text of [rule.means, rule.condition, rule.source, rule.remedy])
    expect(text).toMatch(/^[A-Z].*\.$/s);
});
