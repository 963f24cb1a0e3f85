/** The form of a filter that is to be created with its first rules. Pure. */
import type { CreateTrafficMirrorFilterInput } from '../../generated/web/graphql.ts';
import type { Scope } from './lists.ts';
import { toNewTags } from './newObject.ts';
import { type Direction, firstRuleForm, type RuleErrors, type RuleForm, toNewRule } from './rules.ts';

export interface FilterForm {
  readonly place: string;
  readonly name: string;
  readonly description: string;
  readonly mirrorsDns: boolean;
  readonly rules: readonly RuleForm[];
}

export const firstFilterForm = (place: string): FilterForm => ({
  place,
  name: '',
  description: '',
  mirrorsDns: false,
  rules: [],
});

/** Adds a rule after those of its direction. */
export const withRule = (form: FilterForm, direction: Direction): FilterForm => {
  const others = form.rules
    .filter(({ trafficDirection }) => trafficDirection === direction)
    .map(({ ruleNumber }) => ({ ruleNumber: Number(ruleNumber) || 0 }));
  return { ...form, rules: [...form.rules, firstRuleForm(direction, others)] };
};

export interface NewFilter {
  readonly filter: CreateTrafficMirrorFilterInput;
  readonly mirrorsDns: boolean;
  /** Each with the key that makes it safe to send it again. */
  readonly rules: readonly (RuleInput & { readonly idempotencyKey: string })[];
}

type RuleInput = Extract<ReturnType<typeof toNewRule>, { input: unknown }>['input'];

/** @returns the inputs, or what is wrong with each rule. */
export function toNewFilter(
  form: FilterForm,
  scope: Scope,
  createKey: () => string,
): NewFilter | { readonly errors: readonly RuleErrors[] } {
  const rules = form.rules.map((rule, index) => {
    const isTaken = form.rules.slice(0, index).some((other) => haveSameNumber(other, rule));
    return isTaken
      ? { errors: { ruleNumber: ['Another rule of this direction has this number.'] } }
      : toNewRule(rule);
  });
  if (rules.some((rule) => 'errors' in rule))
    return { errors: rules.map((rule) => ('errors' in rule ? rule.errors : {})) };
  return {
    filter: { ...toNewTags(form), scope, idempotencyKey: createKey() },
    mirrorsDns: form.mirrorsDns,
    rules: rules.flatMap((rule) => ('input' in rule ? { ...rule.input, idempotencyKey: createKey() } : [])),
  };
}

const haveSameNumber = (left: RuleForm, right: RuleForm) =>
  left.trafficDirection === right.trafficDirection &&
  left.ruleNumber.trim() !== '' &&
  Number(left.ruleNumber) === Number(right.ruleNumber);
