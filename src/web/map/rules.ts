/** Converts between a filter rule, the text fields of its form, and the inputs of the mutations. Pure. */
import type {
  CreateTrafficMirrorFilterRuleInput,
  TrafficMirrorDirection as Direction,
  ModifyTrafficMirrorFilterRuleInput,
  TrafficMirrorFilterRuleField as ResettableField,
} from '../../generated/web/graphql.ts';
import { differences, type ErrorsOf, type Fields } from './change.ts';
import type { Filter, Scope } from './lists.ts';
import { portsText, protocolText, toPorts, toProtocol } from './ruleWords.ts';

export type Rule = Filter['ingressRules'][number];
export type { Direction };

/** Named as in the inputs. */
export const ruleLabels = {
  trafficDirection: 'Direction',
  ruleNumber: 'Rule number',
  ruleAction: 'Action',
  protocol: 'Protocol',
  sourceCidrBlock: 'Source CIDR block',
  sourcePortRange: 'Source ports',
  destinationCidrBlock: 'Destination CIDR block',
  destinationPortRange: 'Destination ports',
  description: 'Description',
} as const;

export type RuleFieldName = keyof typeof ruleLabels;
export type RuleForm = Fields<RuleFieldName>;
export type RuleErrors = ErrorsOf<RuleFieldName>;

/** The fields that may be empty, which resets them. */
const resettable: Readonly<Partial<Record<RuleFieldName, ResettableField>>> = {
  protocol: 'PROTOCOL',
  sourcePortRange: 'SOURCE_PORT_RANGE',
  destinationPortRange: 'DESTINATION_PORT_RANGE',
  description: 'DESCRIPTION',
};

/** A new rule, after those of its direction. It accepts everything until somebody says what. */
export const firstRuleForm = (
  trafficDirection: Direction,
  others: readonly { ruleNumber: number | null }[],
): RuleForm => ({
  trafficDirection,
  ruleNumber: String(nextNumber(others)),
  ruleAction: 'ACCEPT',
  protocol: '',
  sourceCidrBlock: '0.0.0.0/0',
  sourcePortRange: '',
  destinationCidrBlock: '0.0.0.0/0',
  destinationPortRange: '',
  description: '',
});

/** In tens, so that there is room between rules. */
const nextNumber = (others: readonly { ruleNumber: number | null }[]) =>
  10 * (Math.floor(Math.max(0, ...others.map(({ ruleNumber }) => ruleNumber ?? 0)) / 10) + 1);

export const toRuleForm = (rule: Rule): RuleForm => ({
  trafficDirection: rule.trafficDirection ?? '',
  ruleNumber: String(rule.ruleNumber ?? ''),
  ruleAction: rule.ruleAction ?? '',
  protocol: rule.protocol === null ? '' : protocolText(rule.protocol),
  sourceCidrBlock: rule.sourceCidrBlock ?? '',
  sourcePortRange: portsText(rule.sourcePortRange),
  destinationCidrBlock: rule.destinationCidrBlock ?? '',
  destinationPortRange: portsText(rule.destinationPortRange),
  description: rule.description ?? '',
});

type NewRule = Omit<
  CreateTrafficMirrorFilterRuleInput,
  'trafficMirrorFilterId' | 'scope' | 'idempotencyKey' | 'dryRun'
>;
type Read<Input> = { readonly input: Input } | { readonly errors: RuleErrors };

/** @returns the values of a new rule, without its filter. */
export function toNewRule(form: RuleForm): Read<NewRule> {
  const names = Object.keys(ruleLabels) as RuleFieldName[];
  const read = readFields(form, names);
  if ('errors' in read) return read;
  return { input: read.input as NewRule };
}

/**
 * Takes only the fields that were edited. The version makes the gateway refuse the change if somebody else has changed the rule
 * since.
 */
export function toRuleChange(
  base: Rule,
  scope: Scope,
  form: RuleForm,
): Read<ModifyTrafficMirrorFilterRuleInput> {
  const changed = differences(form, toRuleForm(base));
  if (changed.length === 0) return { errors: { '': ['There is no change to preview.'] } };
  const read = readFields(form, changed);
  if ('errors' in read) return read;
  const removeFields = changed.flatMap((name) => (form[name].trim() === '' ? (resettable[name] ?? []) : []));
  return {
    input: {
      trafficMirrorFilterRuleId: base.trafficMirrorFilterRuleId,
      scope,
      ifVersion: base.version,
      ...read.input,
      ...(removeFields.length > 0 && { removeFields }),
    },
  };
}

/** @returns the values of the fields that are not empty. */
function readFields(form: RuleForm, names: readonly RuleFieldName[]): Read<Partial<NewRule>> {
  const read = names.map((name) => [name, readField(name, form[name].trim())] as const);
  const errors = read.flatMap(([name, value]) =>
    value instanceof Error ? [[name, [value.message]] as const] : [],
  );
  if (errors.length > 0) return { errors: Object.fromEntries(errors) };
  return { input: Object.fromEntries(read.filter(([, value]) => value !== undefined)) };
}

function readField(name: RuleFieldName, text: string) {
  if (text === '') return resettable[name] === undefined ? new Error('Must not be empty.') : undefined;
  if (name === 'ruleNumber')
    return /^\d{1,9}$/.test(text) ? Number(text) : new Error('Must be a whole number of up to 9 digits.');
  if (name === 'protocol')
    return toProtocol(text) ?? new Error('Must be a name such as TCP, or an IANA protocol number, 0 to 255.');
  if (name === 'sourcePortRange' || name === 'destinationPortRange')
    return (
      toPorts(text) ?? new Error('Must be a port, or two with a hyphen between them, such as 8000-8080.')
    );
  return text;
}

/** What `Chosen` of a rule names: a rule of the filter, or the direction of a new one. */
export function ruleIn(
  { trafficMirrorFilterId, ingressRules, egressRules }: Filter,
  chosenId: string,
): { readonly rule?: Rule | undefined; readonly direction?: Direction } {
  const direction = (['INGRESS', 'EGRESS'] as const).find(
    (one) => chosenId === `${trafficMirrorFilterId}:${one}`,
  );
  if (direction !== undefined) return { direction };
  return {
    rule: [...ingressRules, ...egressRules].find((rule) => rule.trafficMirrorFilterRuleId === chosenId),
  };
}
