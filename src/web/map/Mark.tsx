/** Marks a resource that has findings with the severity of the worst one, in a word. */

import './findings.css';
import type { ShownFinding } from './findings.ts';
import { severityWord } from './findingWords.ts';
import { useScene } from './scene.ts';

/** @param of the global ID of a session, or the AWS ID of a target, filter or network interface. */
export function Mark({ of }: { of: string }) {
  const findings = useScene().findings.get(of) ?? [];
  const [worst] = findings;
  if (worst === undefined) return null;
  return <SeverityWord of={worst} title={findings.map(({ message }) => message).join('. ')} />;
}

export function SeverityWord({ of: { severity }, title }: { of: ShownFinding; title: string }) {
  return (
    <span className={`severity ${severity.toLowerCase()}`} title={title}>
      {severityWord(severity)}
    </span>
  );
}
