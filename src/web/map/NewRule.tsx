/** Adds a rule to a filter, after showing what that would do. */
import { useState } from 'react';
import {
  CreateRuleDocument,
  PlanCreateRuleDocument,
  PlanCreateRuleFindingsDocument,
} from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import { RuleFields } from './RuleFields.tsx';
import { type Direction, firstRuleForm, type RuleErrors, type RuleForm, toNewRule } from './rules.ts';
import { directionWords } from './ruleWords.ts';
import { useScene } from './scene.ts';
import { useKept } from './useDrafts.ts';
import { useFilterReload } from './useFilterReload.ts';
import { usePlanned } from './usePlanned.ts';
import { toFormErrors } from './userErrors.ts';

export function NewRule({ filter, direction }: { filter: Filter; direction: Direction }) {
  const { send, drafts, choose } = useScene();
  const { trafficMirrorFilterId, scope, ingressRules, egressRules } = filter;
  const others = direction === 'INGRESS' ? ingressRules : egressRules;
  const kept = useKept(
    drafts,
    `new rule of ${trafficMirrorFilterId} ${direction}`,
    firstRuleForm(direction, others),
  );
  const [wrong, setWrong] = useState<RuleErrors>({});
  const reloadFilter = useFilterReload(filter);
  const close = () =>
    choose(
      { kind: 'filter', id: trafficMirrorFilterId },
      { kind: 'rule', id: `${trafficMirrorFilterId}:${direction}` },
    );
  const steps = usePlanned(send, {
    planned: PlanCreateRuleDocument,
    made: CreateRuleDocument,
    onDone: () => {
      kept.drop();
      void reloadFilter().then(close);
    },
    lost: 'The rule may or may not have been created. Create again: there will be only one.',
  });
  const errors: RuleErrors = { ...toFormErrors(steps.userErrors, kept.form), ...wrong };
  const edit = (form: RuleForm) => {
    kept.edit(form);
    setWrong({});
    steps.forget();
  };
  const ask = () => {
    const read = toNewRule(kept.form);
    if ('input' in read)
      return { ...read.input, trafficMirrorFilterId, scope, idempotencyKey: crypto.randomUUID() };
    setWrong(read.errors);
    return undefined;
  };
  return (
    <PlannedForm
      label={`New ${directionWords[direction].toLowerCase()} rule`}
      permission="traffic-mirror:filter:write"
      steps={steps}
      wording={{
        preview: 'Preview rule',
        make: 'Create rule',
        planning: 'Planning the rule…',
        making: 'Creating the rule…',
      }}
      columns={['After']}
      findings={PlanCreateRuleFindingsDocument}
      refusals={errors[''] ?? []}
      ask={ask}
      drop={{
        text: 'Cancel',
        run: () => {
          kept.drop();
          close();
        },
      }}
    >
      <RuleFields form={kept.form} errors={errors} onEdit={edit} />
    </PlannedForm>
  );
}
