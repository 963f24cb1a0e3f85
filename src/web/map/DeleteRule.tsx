/** Deletes a rule of a filter, after showing what that would do. */
import {
  DeleteRuleDocument,
  PlanDeleteRuleDocument,
  PlanDeleteRuleFindingsDocument,
} from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import type { Rule } from './rules.ts';
import { useScene } from './scene.ts';
import { usePlanned } from './usePlanned.ts';

export function DeleteRule({ filter, rule, onDone }: { filter: Filter; rule: Rule; onDone: () => void }) {
  const steps = usePlanned(useScene().send, {
    planned: PlanDeleteRuleDocument,
    made: DeleteRuleDocument,
    onDone,
    lost: 'The rule may or may not have been deleted. Reload before you try again.',
  });
  const { trafficMirrorFilterRuleId, version } = rule;
  const isStale = steps.input !== undefined && steps.input.ifVersion !== version;
  return (
    <section className="other-change" aria-label="Delete this rule">
      <PlannedForm
        label="Deletion of the rule"
        permission="traffic-mirror:delete"
        steps={steps}
        wording={{
          preview: 'Preview deletion of the rule',
          make: 'Delete rule',
          planning: 'Planning the deletion…',
          making: 'Deleting the rule…',
        }}
        columns={['Before']}
        findings={PlanDeleteRuleFindingsDocument}
        refusals={steps.userErrors.map(({ message }) => message)}
        tone="danger"
        isStale={isStale}
        ask={() => ({ trafficMirrorFilterRuleId, scope: filter.scope, ifVersion: version })}
        drop={steps.input && !isStale ? { text: 'Keep rule', run: steps.forget } : undefined}
      />
    </section>
  );
}
