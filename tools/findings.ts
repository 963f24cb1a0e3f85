/**
 * The command `npm run findings:docs`: writes what docs/findings.md says about each rule, from the texts of the rules and the tables of
 * what they read. Its introduction is written by people, and stays.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { actions, iamActionOf } from '../src/ec2/actions.ts';
import { kinds } from '../src/ec2/estate/kinds.ts';
import { assumptions } from '../src/mirroring/assumptions.ts';
import type { EstateKind } from '../src/mirroring/facts.ts';
import { type About, severities } from '../src/mirroring/findings/rule.ts';
import { type AnyRule, rules } from '../src/mirroring/findings/rules.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The page, relative to the repository. */
export const page = 'docs/findings.md';

/** The end of the introduction. */
const mark = '-->\n';

/** All rules read these. */
const judged: readonly EstateKind[] = ['sessions', 'targets', 'filters'];

const subjects: Readonly<Record<About, string>> = {
  session: 'a session',
  target: 'a target that sessions use',
  filter: 'a filter that sessions use',
  filterRule: 'a filter rule, whether or not sessions use its filter',
  source: 'a source: the network interface of sessions',
};

/** The text of the page. */
export function toPage(): string {
  const all: readonly AnyRule[] = rules;
  const sections = severities.flatMap((severity) => {
    const own = all.filter((rule) => rule.severity === severity);
    return [`## ${severity}\n`, ...own.map(toSection)];
  });
  return [introduction(), toContents(all), ...sections, toAssumptions(all)].join('\n');
}

/** @throws Error when nothing marks its end. */
function introduction(): string {
  const [before, after] = read(page).split(mark);
  if (after === undefined)
    throw new Error(`${page} must have a line that ends in --> before the table of rules`);
  return `${before}${mark}`;
}

const anchorOf = (code: string) => `[${code}](#${code.toLowerCase()})`;

const toContents = (all: readonly AnyRule[]): string =>
  [
    '| severity | code | what it means | needs `traffic-mirror:insight` |',
    '|---|---|---|---|',
    ...all.map(toRow),
  ]
    .map((line) => `${line}\n`)
    .join('');

function toRow({ code, severity, means, reads }: AnyRule): string {
  const insight = reads.filter(needsInsight).length > 0 ? 'yes' : 'no';
  return `| [${severity}](#${severity.toLowerCase()}) | ${anchorOf(code)} | ${means} | ${insight} |`;
}

function toSection(rule: AnyRule): string {
  const { code, means, about, condition, source, remedy } = rule;
  const facts = {
    'It is about': subjects[about],
    'How it is decided': condition,
    'Where that is known from': source,
    'What to do': remedy,
    'How sure it is': toCertainty(rule),
    'What it reads': toReads(rule),
  };
  const lines = Object.entries(facts).map(([title, text]) => wrap(`- **${title}**: ${text}`, '  '));
  return [`### ${code}\n`, `${wrap(means)}\n`, ...lines, ''].join('\n');
}

const toCertainty = ({ assumptions: own = [] }: AnyRule): string =>
  own.length === 0 ? 'CERTAIN' : `LIKELY. It assumes ${own.map(anchorOf).join(' and ')}.`;

const needsInsight = (kind: EstateKind): boolean =>
  actions[kinds[kind].action].permission === 'traffic-mirror:insight';

function toReads({ reads }: AnyRule): string {
  const others = reads.filter((kind) => !judged.includes(kind));
  const named = (list: readonly EstateKind[]) =>
    list.map((kind) => `\`${iamActionOf(kinds[kind].action)}\``).join(', ');
  const plain = others.filter((kind) => !needsInsight(kind));
  const insight = others.filter(needsInsight);
  const parts = [
    'sessions, targets and filters',
    ...(plain.length > 0 ? [named(plain)] : []),
    ...(insight.length > 0 ? [`with \`traffic-mirror:insight\` ${named(insight)}`] : []),
  ];
  return parts.join('; ');
}

/** What findings rest on, in the words of the schema. */
function toAssumptions(all: readonly AnyRule[]): string {
  const schema = buildSchema(read('schema/published/api.graphql'));
  const type = schema.getType('TrafficMirrorAssumption') as GraphQLEnumType;
  const used = assumptions.filter((one) => all.some(({ assumptions: own = [] }) => own.includes(one)));
  const sections = used.map((one) => `### ${one}\n\n${wrap(type.getValue(one)?.description ?? '')}\n`);
  return [
    '## Assumptions\n',
    `${wrap('AWS does not document these. Findings that rest on one are LIKELY.')}\n`,
    ...sections,
  ].join('\n');
}

/** Breaks a paragraph into lines as the other documents have them. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `${indent}${word}`);
  }
  return lines.join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(root, page), toPage());
