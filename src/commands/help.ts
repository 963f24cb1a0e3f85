/** The text of --help: the options, and all settings with their defaults. */
import { readConfig } from '../config/config.ts';
import { descriptions } from '../config/descriptions.ts';
import { type Settings, settings, toVariable } from '../config/settings.ts';
import { shownSettings } from '../config/shown.ts';
import { usage } from './asked.ts';

const width = 100;

export function help(): string {
  const names = Object.keys(settings.shape) as (keyof Settings)[];
  return `${usage}
Settings, with their defaults in parentheses. docs/settings.md says more about each.

${names.map(describe).join('\n')}`;
}

function describe(name: keyof Settings): string {
  const variable = toVariable(name);
  const value = defaultOf(variable);
  const title = value === undefined ? variable : `${variable} (${value})`;
  return `  ${title}\n${wrap(descriptions[name])}\n`;
}

/** What is in effect without any setting, in each mode. Others than the mode have the same effect in both. */
const embedded = shownSettings(readConfig({}).config);
const aws = shownSettings(readConfig({ EC2_MODE: 'aws' }).config);

/** @returns undefined if there is none, or it would fill a page. */
function defaultOf(variable: string): string | undefined {
  const [own, real] = [embedded, aws].map((all) => toText(all[variable]));
  if (own === real || variable === toVariable('ec2Mode')) return own;
  return `${own ?? 'none'}, in aws mode ${real ?? 'none'}`;
}

const toText = (value: unknown) => (typeof value === 'object' ? undefined : value?.toString());

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > width - 5) lines.push(` ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => `     ${line}`).join('\n');
}
