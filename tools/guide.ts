/**
 * The command `npm run guide`: writes the tables of instance types from one file, which is taken from the AWS guide. There are two copies,
 * because the embedded EC2 imports nothing from the rest. They are generated, so that no error can be in one of them alone, and
 * test/unit/instanceTypes.test.ts compares them with what a person took from the guide.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Guide {
  readonly source: string;
  /** When the file was last compared with the guide, YYYY-MM-DD. */
  readonly checkedOn: string;
  /** Families by category. */
  readonly sourceFamilies: Readonly<Record<string, readonly string[]>>;
  /** The same of bare metal. */
  readonly bareMetalSourceFamilies: Readonly<Record<string, readonly string[]>>;
  readonly targetTypesWith100Sources: readonly string[];
}

const root = join(import.meta.dirname, '..');

/** The modules that are written, relative to the repository. */
export const modules = ['src/mirroring/instanceTypes.ts', 'src/emulator/instances/instanceTypes.ts'] as const;

/** The text of each module. @throws Error when the file names something twice. */
export function toModule(): string {
  const file = join(root, 'test/support/guide/instance-types.json');
  const guide = JSON.parse(readFileSync(file, 'utf8')) as Guide;
  const families = Object.values(guide.sourceFamilies).flat();
  const bareMetal = Object.values(guide.bareMetalSourceFamilies).flat();
  return `/**
 * What the AWS guide says about instance types. Written by \`npm run guide\` from test/support/guide/instance-types.json: change that.
 * Source: ${guide.source}. Checked on ${guide.checkedOn}.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\\s+/));

/** Families whose instances can be sources, unless they are bare metal. */
${toConstant('sourceFamilies', families)}

/** Families whose bare metal instances can be sources. */
${toConstant('bareMetalSourceFamilies', bareMetal)}

/** Instance types that accept 100 sources as a target; all others accept 10. */
${toConstant('targetTypesWith100Sources', guide.targetTypesWith100Sources)}
`;
}

function toConstant(name: string, values: readonly string[]): string {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`${twice} is in ${name} twice: remove one of them`);
  const lines = values.join(' ').match(/.{1,100}(?= |$)/g) ?? [];
  return `export const ${name} = words(\n  \`${lines.map((line) => line.trim()).join('\n  ')}\`,\n);`;
}

if (process.argv[1] === import.meta.filename)
  for (const path of modules) writeFileSync(join(root, path), toModule());
