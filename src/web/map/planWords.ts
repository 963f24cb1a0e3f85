/** What a plan says of properties and their values. Pure. */
import { fieldLabels } from './change.ts';
import type { Estate } from './estate.ts';
import { targetLabels } from './newTarget.ts';
import { ruleLabels } from './rules.ts';
import { directionWords, protocolText } from './ruleWords.ts';
import { valueText } from './words.ts';

const labels: Readonly<Record<string, string>> = {
  ...ruleLabels,
  ...targetLabels,
  ...fieldLabels,
  networkServices: 'Network services',
};

export const labelOf = (field: string) =>
  field.startsWith('tags.') ? `Tag ${field.slice('tags.'.length)}` : (labels[field] ?? field);

/** What EC2 does when a property has no value. */
const unset: Readonly<Record<string, string>> = {
  packetLength: 'whole packets',
  virtualNetworkId: 'random, chosen by EC2',
  protocol: 'all protocols',
  sourcePortRange: 'all ports',
  destinationPortRange: 'all ports',
};

export const unsetText = (field: string) => unset[field] ?? 'none';

const words: Readonly<Record<string, string>> = {
  ...directionWords,
  ACCEPT: 'accept',
  REJECT: 'reject',
  AMAZON_DNS: 'Amazon DNS',
};

export function planValue(estate: Estate, field: string, value: string): string {
  if (field === 'protocol') return protocolText(Number(value));
  return words[value] ?? valueText(estate, value);
}
