/** Changes or deletes a rule of a filter, after showing what that would do. */
import { useState } from 'react';
import {
  ModifyRuleDocument,
  PlanModifyRuleDocument,
  PlanModifyRuleFindingsDocument,
} from '../../generated/web/graphql.ts';
import { Conflict } from './Conflict.tsx';
import { carryOver, differences } from './change.ts';
import { DeleteRule } from './DeleteRule.tsx';
import type { Filter } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import { RuleFields } from './RuleFields.tsx';
import { type Rule, type RuleErrors, type RuleForm, ruleLabels, toRuleChange, toRuleForm } from './rules.ts';
import { useScene } from './scene.ts';
import { useKept } from './useDrafts.ts';
import { useFilterReload } from './useFilterReload.ts';
import { usePlanned } from './usePlanned.ts';
import { toFormErrors } from './userErrors.ts';

/** @param rule as it is now. */
export function RuleEditor({ filter, rule }: { filter: Filter; rule: Rule }) {
  const { estate, send, drafts, choose } = useScene();
  const { trafficMirrorFilterId, scope } = filter;
  const kept = useKept(drafts, `rule ${rule.trafficMirrorFilterRuleId}`, {
    base: rule,
    form: toRuleForm(rule),
  });
  const { base, form } = kept.form;
  const [wrong, setWrong] = useState<RuleErrors>({});
  const reloadFilter = useFilterReload(filter);
  const close = () =>
    choose(
      { kind: 'filter', id: trafficMirrorFilterId },
      { kind: 'rule', id: rule.trafficMirrorFilterRuleId },
    );
  const steps = usePlanned(send, {
    planned: PlanModifyRuleDocument,
    made: ModifyRuleDocument,
    onDone: () => {
      kept.drop();
      void reloadFilter().then(close);
    },
    // Somebody else may have changed or deleted it.
    onRefused: () => void reloadFilter(),
    lost: 'The rule may or may not have been changed. Reload before you try again.',
  });
  const was = toRuleForm(base);
  const now = toRuleForm(rule);
  const isOutdated = rule.version !== base.version;
  const isEdited = differences(form, was).length > 0;
  const rebase = (next: RuleForm) => kept.edit({ base: rule, form: next });
  if (isOutdated && !isEdited) rebase(now);
  if (isOutdated && isEdited)
    return (
      <Conflict
        estate={estate}
        noun="rule"
        labels={ruleLabels}
        was={was}
        theirs={now}
        form={form}
        keep={() => rebase(carryOver(form, was, now))}
        discard={() => rebase(now)}
      />
    );

  const errors: RuleErrors = { ...toFormErrors(steps.userErrors, form), ...wrong };
  const ask = () => {
    const read = toRuleChange(base, scope, form);
    if ('input' in read) return read.input;
    setWrong(read.errors);
    return undefined;
  };
  return (
    <>
      <PlannedForm
        label={`Change rule ${rule.ruleNumber}`}
        permission="traffic-mirror:filter:write"
        steps={steps}
        wording={{
          preview: 'Preview change',
          make: 'Apply',
          planning: 'Planning the change…',
          making: 'Changing the rule…',
        }}
        findings={PlanModifyRuleFindingsDocument}
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
        <RuleFields
          form={form}
          errors={errors}
          onEdit={(next) => {
            kept.edit({ base, form: next });
            setWrong({});
            steps.forget();
          }}
        />
      </PlannedForm>
      <DeleteRule filter={filter} rule={rule} onDone={() => void reloadFilter().then(close)} />
    </>
  );
}
