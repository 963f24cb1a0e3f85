/** Shows a policy: what it is, how far EC2 is from it, its plan, and the sessions that need somebody to decide about them. */
import '../../Facts.css';
import type { ReactNode } from 'react';
import { PolicyDocument, type PolicyQuery } from '../../../../generated/web/onDemand/graphql.ts';
import { Failure } from '../../Failure.tsx';
import { keyOf, type Session } from '../../lists.ts';
import { useScene } from '../../scene.ts';
import { UsedBy } from '../../UsedBy.tsx';
import { count, list } from '../../words.ts';
import { ReadingState } from '../ReadingState.tsx';
import { everywhere, type Pictured, useReading } from '../useReading.ts';
import { PolicyPlan } from './PolicyPlan.tsx';
import { PolicySources } from './PolicySources.tsx';
import { type Counts, countNames, modeWords } from './words.ts';

type Policy = NonNullable<PolicyQuery['policy']>;

/** Of more accounts and Regions, only the number is shown. */
const maxScopes = 4;

export function PolicyPanel({ name, picture }: { name: string; picture: Pictured }) {
  const { choose } = useScene();
  const reading = useReading(picture, name, (send, signal) =>
    send(PolicyDocument, { name, ...everywhere }, signal),
  );
  const policy = reading.read?.policy;
  return (
    <>
      <button type="button" className="link" onClick={() => choose({ kind: 'policies', id: 'all' })}>
        All policies
      </button>
      <ReadingState what="The policy is" picture={picture} reading={reading} />
      {policy === null && (
        <Failure
          text={`There is no policy ${name}: the policy file does not have it, or there is no file.`}
        />
      )}
      {policy && (
        <>
          <PolicyFacts policy={policy} />
          {policy.coverage === null ? (
            <p className="mark">
              ⚠ How many interfaces are mirrored is not known, because not all of its accounts and Regions
              could be read.
            </p>
          ) : (
            <CountList counts={policy.coverage} />
          )}
          {policy.plan && <PolicyPlan name={name} plan={policy.plan} onChanged={reading.again} />}
          <PolicySources name={name} picture={picture} />
          <Sessions title="Leftovers" sessions={policy.leftovers ?? []}>
            It owns them on interfaces that it does not want. They are kept, unless its <code>guard</code>{' '}
            says <code>delete</code>.
          </Sessions>
          <Sessions
            title="Sessions that it could take over"
            sessions={(policy.adoptable ?? []).map(({ trafficMirrorSession }) => trafficMirrorSession)}
          >
            They mirror interfaces that it wants to targets of its own, and nobody owns them. It makes no
            sessions of its own there: let it take them over with <code>adoptTrafficMirrorSessions</code>, or
            delete them.
          </Sessions>
        </>
      )}
    </>
  );
}

const PolicyFacts = ({ policy: { mode, sessionNumber, scopes } }: { policy: Policy }) => (
  <dl className="facts">
    <dt>Mode</dt>
    <dd>{modeWords[mode]}</dd>
    <dt>Session number</dt>
    <dd>{sessionNumber}</dd>
    <dt>Where</dt>
    <dd>
      {scopes.length > maxScopes
        ? `${scopes.length.toLocaleString('en')} accounts and Regions`
        : list(scopes.map(keyOf)) || 'in no account and Region that you may use'}
    </dd>
  </dl>
);

const CountList = ({ counts }: { counts: Counts }) => (
  <ul className="counts" aria-label="Interfaces">
    {countNames.map(([field, name]) => (
      <li key={field} className={['missing', 'wrong'].includes(field) && counts[field] ? 'mark' : ''}>
        <strong>{(counts[field] ?? 0).toLocaleString('en')}</strong> {name.toLowerCase()}
      </li>
    ))}
  </ul>
);

function Sessions({
  title,
  sessions,
  children,
}: {
  title: string;
  sessions: readonly Session[];
  /** What is so about them. */
  children: ReactNode;
}) {
  if (sessions.length === 0) return null;
  return (
    <section aria-label={title} className="uses-of">
      <h3>{title}</h3>
      <p>
        {count(sessions.length, 'session')}. {children}
      </p>
      <UsedBy sessions={sessions} />
    </section>
  );
}
