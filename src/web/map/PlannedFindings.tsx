/** Shows what a planned change would do to the findings. They take longer than the plan, so they are read beside it. */
import { useCallback, useEffect, useState } from 'react';
import type { DeltaFieldsFragment, TypedDocumentString } from '../../generated/web/graphql.ts';
import type { ShownFinding, Unchecked } from './findings.ts';
import { severityMeaning } from './findingWords.ts';
import { SeverityWord } from './Mark.tsx';
import type { Send } from './request.ts';
import { UncheckedRules } from './UncheckedRules.tsx';

type Delta = DeltaFieldsFragment | null;

/** @param document the plan's findings. */
export function PlannedFindings<Input>({
  send,
  document,
  input,
}: {
  send: Send;
  document: TypedDocumentString<{ plan: { findings: Delta } | null }, { input: Input }>;
  input: Input;
}) {
  const read = useCallback(
    (signal: AbortSignal) => send(document, { input }, signal).then(({ plan }) => plan?.findings ?? null),
    [send, document, input],
  );
  return <ReadDelta read={read} />;
}

/** @param read another one is read anew. It resolves with why it is not known, where that can be said. */
export function ReadDelta({ read }: { read: (signal: AbortSignal) => Promise<Delta | string> }) {
  const [answer, setAnswer] = useState<Delta | string>();
  useEffect(() => {
    const stop = new AbortController();
    const show = (next: Delta | string | undefined) => {
      if (!stop.signal.aborted) setAnswer(next);
    };
    show(undefined);
    read(stop.signal).then(show, ({ message }: Error) => show(message));
    return () => stop.abort();
  }, [read]);

  if (answer === undefined) return <p role="status">Looking for what it would do to the findings…</p>;
  if (answer === null || typeof answer === 'string')
    return <p className="mark">What it would do to the findings is not known. {answer}</p>;
  return <DeltaLines {...answer} />;
}

/** Says what a change adds to the findings and takes from them. */
export function DeltaLines({
  added,
  resolved,
  unchecked,
}: {
  added: readonly ShownFinding[];
  resolved: readonly ShownFinding[];
  unchecked: readonly Unchecked[];
}) {
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
