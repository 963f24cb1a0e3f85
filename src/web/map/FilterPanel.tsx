/** Shows a filter: its rules in evaluation order, what is wrong with it, which sessions use it, and what can be done with it. */
import { useEffect, useRef } from 'react';
import { Failure } from './Failure.tsx';
import { FindingList } from './FindingList.tsx';
import type { Finding } from './findings.ts';
import type { Filter } from './lists.ts';
import { NetworkServices } from './NetworkServices.tsx';
import { NewRule } from './NewRule.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import { RuleTable } from './RuleTable.tsx';
import { ruleIn } from './rules.ts';
import { directionWords } from './ruleWords.ts';
import { TagEditor } from './TagEditor.tsx';
import { Tags } from './Tags.tsx';
import { Uses } from './Uses.tsx';

/** @param ruleId the rule that is open, or for a new one the filter with a direction. */
export function FilterPanel({
  filter,
  findings,
  ruleId,
}: {
  filter: Filter;
  findings: readonly Finding[];
  ruleId: string | undefined;
}) {
  const { trafficMirrorFilterId: id, scope, description, ingressRules, egressRules } = filter;
  return (
    <>
      <p className="id">
        {id} · {scope.accountId} · {scope.region}
      </p>
      {description && <p>{description}</p>}
      <Tags of={filter} />
      <TagEditor of={{ kind: 'filters', id: filter.id, item: filter }} resourceId={id} />
      <RuleTable filterId={id} direction="INGRESS" rules={ingressRules} findings={findings} />
      <RuleTable filterId={id} direction="EGRESS" rules={egressRules} findings={findings} />
      {ruleId !== undefined && <OpenRule key={ruleId} filter={filter} ruleId={ruleId} />}
      <NetworkServices filter={filter} />
      <FindingList findings={findings} />
      <Uses kind="filters" awsId={id} />
    </>
  );
}

/** The form of one rule. It takes the focus when it opens. */
function OpenRule({ filter, ruleId }: { filter: Filter; ruleId: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { rule, direction } = ruleIn(filter, ruleId);
  const title =
    direction !== undefined
      ? `New ${directionWords[direction].toLowerCase()} rule`
      : `Change rule ${rule?.ruleNumber ?? ''}`;
  return (
    <section className="open-rule" aria-label={title}>
      <h3 ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {direction !== undefined && <NewRule filter={filter} direction={direction} />}
      {rule !== undefined && <RuleEditor filter={filter} rule={rule} />}
      {direction === undefined && rule === undefined && (
        <Failure text={`There is no rule ${ruleId} in this filter any more.`} />
      )}
    </section>
  );
}
