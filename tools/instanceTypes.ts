/**
 * Writes what the embedded EC2 knows of instance types, from what EC2 answers: `npx tsx tools/instanceTypes.ts FILE`, where FILE has the
 * output of `aws ec2 describe-instance-types`. test/unit/emulator/instanceTypes.test.ts writes it again from what the embedded EC2 answers.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type Column, columns } from '../src/emulator/instances/instanceTypeColumns.ts';

/** The module that is written, relative to the repository. */
export const module = 'src/emulator/instances/instanceTypeTable.ts';

const paths = Object.keys(columns) as Column[];
const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The element as the SDK names it; undefined if the type does not have it. */
const valueAt = (type: InstanceTypeInfo, path: Column): unknown =>
  path.split('.').reduce<unknown>((value, name) => Object(value)[upperFirst(name)], type);

/** A value as the table has it: `-` for none. */
function toCell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (!Array.isArray(value)) return String(value);
  return value
    .map((item) => (typeof item === 'object' ? `${item.Count}x${item.SizeInGB}x${item.Type}` : item))
    .join(',');
}

/** By family, and within it from small to large, so that most cells are those of the line above. */
function compare(a: InstanceTypeInfo, b: InstanceTypeInfo): number {
  const familyOf = (type: InstanceTypeInfo) => type.InstanceType?.split('.')[0] ?? '';
  const byFamily = familyOf(a).localeCompare(familyOf(b), 'en');
  const bySize = (a.MemoryInfo?.SizeInMiB ?? 0) - (b.MemoryInfo?.SizeInMiB ?? 0);
  return byFamily || bySize || (a.InstanceType ?? '').localeCompare(b.InstanceType ?? '', 'en');
}

/** The text of the module. */
export function toModule(types: readonly InstanceTypeInfo[]): string {
  const rows = types.toSorted(compare).map((type) => paths.map((path) => toCell(valueAt(type, path))));
  const lines = rows.map((row, i) =>
    row
      .map((cell, column) => (cell === rows[i - 1]?.[column] ? '' : cell))
      .join('|')
      .replace(/\|+$/, ''),
  );
  return `/**
 * What EC2 answers about instance types, in us-east-1, by the columns of instanceTypeColumns.ts. Written by tools/instanceTypes.ts from the
 * answers that getmoto/moto records (moto/ec2/resources/instance_types.json, 2026-08-02; withdrawn types from its older versions).
 * An empty cell is that of the line above, and \`-\` is none.
 */
export const instanceTypeTable = \`
${lines.join('\n')}
\`;
`;
}

const [, script, file] = process.argv;
if (script === import.meta.filename && file !== undefined) {
  const { InstanceTypes } = JSON.parse(readFileSync(file, 'utf8')) as { InstanceTypes: InstanceTypeInfo[] };
  writeFileSync(join(import.meta.dirname, '..', module), toModule(InstanceTypes));
}
