/** Shows the findings that concern one resource: what is wrong, what that rests on, and what to do. */

import './findings.css';
import { Assumptions } from './Assumptions.tsx';
import type { Finding } from './findings.ts';
import { severityMeaning } from './findingWords.ts';
import { SeverityWord } from './Mark.tsx';
import { count } from './words.ts';

/** @param sessionId the global ID of the session whose findings they are, if it is one. */
export function FindingList({ findings, sessionId }: { findings: readonly Finding[]; sessionId?: string }) {
  if (findings.length === 0) return null;
  return (
    <section aria-label="Findings" className="findings">
      <h3>Findings</h3>
      <ul>
        {findings.map((finding) => (
          <li key={finding.id} className="finding">
            <FindingView finding={finding} sessionId={sessionId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FindingView({ finding, sessionId }: { finding: Finding; sessionId: string | undefined }) {
  const { severity, message, remedy, evidence } = finding;
  return (
    <>
      <p>
        <SeverityWord of={finding} title={severityMeaning(severity)} /> {message}
      </p>
      <p>
        <strong>What to do:</strong> {remedy}
      </p>
      <p id={`${finding.id}-evidence`}>
        <strong>Evidence:</strong>
      </p>
      <ul className="evidence" aria-labelledby={`${finding.id}-evidence`}>
        {evidence.map(({ resourceId, property, value, expected }) => (
          <li key={`${resourceId} ${property} ${value}`}>
            <span className="id">{resourceId}</span> {property}: {value}
            {expected !== null && `, expected: ${expected}`}
          </li>
        ))}
      </ul>
      <Assumptions of={finding} />
      <Affected finding={finding} sessionId={sessionId} />
    </>
  );
}

function Affected({ finding, sessionId }: { finding: Finding; sessionId: string | undefined }) {
  const { affectedSessionCount, sessionIds, subjectId } = finding;
  if (affectedSessionCount < 2) return null;
  const isNamed = sessionId === undefined || sessionId === subjectId || sessionIds.includes(sessionId);
  return (
    <p className="detail">
      Affects {count(affectedSessionCount, 'session')}
      {isNamed ? '.' : ', which are too many to list: this one may not be among them.'}
    </p>
  );
}
