/** The text of --help: the options, and all settings with their defaults. */
import { readConfig } from '../config/config.ts';
import { descriptions } from '../config/descriptions.ts';
import { type Settings, settings, toVariable } from '../config/settings.ts';
import { shownSettings } from '../config/shown.ts';
import { usage } from './asked.ts';

const width = 100;

export function help(): string {
  const names = Object.keys(settings.shape) as (keyof Settings)[];
  // What is in effect without any setting, in each mode.
  const embedded = shownSettings(readConfig({}).config);
  const aws = shownSettings(readConfig({ EC2_MODE: 'aws' }).config);
  const defaultOf = (variable: string) => {
    const [own, real] = [embedded, aws].map((all) => toText(all[variable]));
    if (own === real || variable === toVariable('ec2Mode')) return own;
    return `${own ?? 'none'}, in aws mode ${real ?? 'none'}`;
  };
  return `${usage}
Settings, with their defaults in parentheses. docs/settings.md says more about each.

${names.map((name) => describe(name, defaultOf(toVariable(name)))).join('\n')}`;
}

function describe(name: keyof Settings, value: string | undefined): string {
  const variable = toVariable(name);
  const title = value === undefined ? variable : `${variable} (${value})`;
  return `  ${title}\n${wrap(descriptions[name])}\n`;
}

/** A list, or all limits, would fill a page. */
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
