/** Counts the findings by severity, and says what was not checked, so that nothing looks like a clean bill that is none. */
import './findings.css';
import { Failure } from './Failure.tsx';
import { countsOf } from './findingWords.ts';
import { toSentence } from './request.ts';
import { UncheckedRules } from './UncheckedRules.tsx';
import type { Checking } from './useFindings.ts';

export function FindingsBar({
  checking: { findings, isChecking },
  onShow,
}: {
  checking: Checking;
  /** Shows only what has findings. */
  onShow: () => void;
}) {
  const counts = countsOf(findings?.found ?? []);
  return (
    <section className="findings-bar" aria-label="All findings">
      {counts !== '' && (
        <button type="button" className="mark" title="Show only what has findings" onClick={onShow}>
          Findings: {counts}
        </button>
      )}
      <span aria-live="polite">
        {isChecking && (findings ? 'Looking for findings again…' : 'Looking for findings…')}
        {!isChecking && counts === '' && findings && noneIn(findings)}
      </span>
      {findings && <UncheckedRules unchecked={findings.unchecked} />}
    </section>
  );
}

const noneIn = ({ unchecked, scopeErrors }: NonNullable<Checking['findings']>) =>
  unchecked.length + scopeErrors.length > 0 ? 'No findings in what could be checked' : 'No findings';

/** Why findings are missing or old. */
export function FindingsFailures({ checking: { findings, failure } }: { checking: Checking }) {
  const state = findings === undefined ? 'missing' : 'out of date';
  return (
    <>
      {failure !== undefined && <Failure text={`The findings are ${state}: ${failure}`} />}
      {findings?.scopeErrors.map(({ scope: { accountId, region }, message }) => (
        <Failure
          key={`${accountId} ${region}`}
          text={`The findings of ${accountId} ${region} are missing: ${toSentence(message)}`}
        />
      ))}
    </>
  );
}
