/** Shows what a planned change would do to the findings. They take longer than the plan, so they are read beside it. */
import { useEffect, useState } from 'react';
import {
  type ModifyTrafficMirrorSessionInput,
  PlanFindingsDocument,
  type PlanFindingsQuery,
} from '../../generated/web/graphql.ts';
import type { ShownFinding } from './findings.ts';
import { severityMeaning } from './findingWords.ts';
import { SeverityWord } from './Mark.tsx';
import type { Send } from './request.ts';
import { UncheckedRules } from './UncheckedRules.tsx';

type Delta = NonNullable<PlanFindingsQuery['planTrafficMirrorSession']>['findings'];

export function PlannedFindings({ send, input }: { send: Send; input: ModifyTrafficMirrorSessionInput }) {
  const [answer, setAnswer] = useState<Delta | string>();
  useEffect(() => {
    const stop = new AbortController();
    const show = (next: Delta | string | undefined) => {
      if (!stop.signal.aborted) setAnswer(next);
    };
    show(undefined);
    send(PlanFindingsDocument, { input }, stop.signal).then(
      ({ planTrafficMirrorSession: plan }) => show(plan?.findings ?? null),
      ({ message }: Error) => show(message),
    );
    return () => stop.abort();
  }, [send, input]);

  if (answer === undefined) return <p role="status">Looking for what it would do to the findings…</p>;
  if (answer === null || typeof answer === 'string')
    return <p className="mark">What it would do to the findings is not known. {answer}</p>;
  const { added, resolved, unchecked } = answer;
  return (
    <>
      <Lines title="Would add" findings={added} />
      <Lines title="Would resolve" findings={resolved} />
      {added.length + resolved.length === 0 && (
        <p>Would add and resolve no findings{unchecked.length > 0 && ', as far as could be checked'}.</p>
      )}
      <UncheckedRules unchecked={unchecked} />
    </>
  );
}

const Lines = ({ title, findings }: { title: string; findings: readonly ShownFinding[] }) =>
  findings.map((finding) => (
    <p key={finding.id}>
      {title}: <SeverityWord of={finding} title={severityMeaning(finding.severity)} /> {finding.message}
    </p>
  ));
