/** Draws a network interface: a row for each session, where the line to its target starts, or a small box if it is not mirrored. */
import './SourceNode.css';
import './sessionRow.css';
import { Handle, Position } from '@xyflow/react';
import { colourOf } from './colours.ts';
import type { Source } from './criteria.ts';
import { type Estate, isComplete } from './estate.ts';
import { severityWord } from './findingWords.ts';
import type { Session } from './lists.ts';
import { Mark } from './Mark.tsx';
import { once } from './once.ts';
import { useScene } from './scene.ts';
import { Tags } from './Tags.tsx';
import {
  lengthOf,
  nameOfFilter,
  nameOfInterface,
  nameOfSession,
  nameOfTarget,
  shownOf,
  valueText,
} from './words.ts';

export function SourceNode({ data }: { data: Source }) {
  const { source, sessions, total } = data;
  const { recent } = useScene();
  if (sessions.length === 0) return <Unmirrored {...data} />;
  return (
    <article className={`source-card ${recent.has(source.networkInterfaceId) ? 'recent' : ''}`}>
      <h4>
        <InterfaceName source={source} />
        <span className="detail">{source.privateIpAddress}</span>
        <Mark of={source.networkInterfaceId} />
        {sessions.length < total && (
          <span className="hiding">{shownOf(sessions.length, total, 'session')}</span>
        )}
        <Tags of={source} />
      </h4>
      <ol>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ol>
    </article>
  );
}

function InterfaceName({ source }: Pick<Source, 'source'>) {
  const { choose } = useScene();
  return (
    <button
      type="button"
      className="open"
      onClick={() => choose({ kind: 'interface', id: source.networkInterfaceId })}
    >
      <span className="name">{nameOfInterface(source)}</span>
    </button>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { estate, findings, recent, path, chosen, choose } = useScene();
  const { id, trafficMirrorSessionId, trafficMirrorFilterId } = session;
  const filter = estate.filters.get(trafficMirrorFilterId ?? '');
  const [worst] = findings.get(id) ?? [];
  return (
    <li
      className={`session ${chosen?.id === trafficMirrorSessionId ? 'chosen' : ''} ${recent.has(trafficMirrorSessionId) ? 'recent' : ''} ${path?.get(trafficMirrorSessionId) ?? ''}`}
    >
      <button
        type="button"
        className="open"
        aria-label={[
          `${session.sessionNumber} ${nameOfSession(session)}${worst ? ` ${severityWord(worst.severity)}` : ''}`,
          `to ${valueText(estate, session.trafficMirrorTargetId ?? 'unknown')}`,
          `filter ${valueText(estate, trafficMirrorFilterId ?? 'unknown')}`,
        ].join(', ')}
        onClick={() => choose({ kind: 'session', id: trafficMirrorSessionId })}
      >
        <span className="number" title="Session number: the lowest is evaluated first">
          {session.sessionNumber}
        </span>{' '}
        <span className="name">{nameOfSession(session)}</span> <Mark of={id} />
      </button>
      <button
        type="button"
        className={`chip filter-${colourOf(estate.filters, trafficMirrorFilterId)} ${recent.has(trafficMirrorFilterId ?? '') ? 'recent' : ''}`}
        title="Filter: click to see its rules"
        disabled={filter === undefined}
        onClick={() => choose({ kind: 'filter', id: trafficMirrorFilterId ?? '' })}
      >
        <span className="name">
          {filter
            ? nameOfFilter(filter)
            : isComplete(estate, session.scope, 'filters', 'sessions')
              ? 'filter not found'
              : 'filter not loaded'}
        </span>
        <Mark of={trafficMirrorFilterId ?? ''} />
      </button>
      <span className="length">{lengthOf(session)}</span>
      <span className="vni">VNI {session.virtualNetworkId}</span>
      <Handle
        type="source"
        id={id}
        position={Position.Right}
        isConnectable={false}
        className={`filter-${colourOf(estate.filters, trafficMirrorFilterId)}`}
      />
    </li>
  );
}

/** The targets that are network interfaces, by the interface. */
const targetsAt = once(
  (targets: Estate['targets']) =>
    new Map([...targets.values()].map((target) => [target.networkInterfaceId, target])),
);

function Unmirrored({ source, isUncertain }: Source) {
  const { estate, recent } = useScene();
  const asTarget = targetsAt(estate.targets).get(source.networkInterfaceId);
  const isUnsuitable = source.interfaceType !== null && source.interfaceType !== 'interface';
  return (
    <article className={`source-card unmirrored ${recent.has(source.networkInterfaceId) ? 'recent' : ''}`}>
      <h4>
        <InterfaceName source={source} />
      </h4>
      <p>
        {asTarget
          ? `mirror target: ${nameOfTarget(asTarget)}`
          : isUnsuitable
            ? 'cannot be mirrored'
            : isUncertain
              ? 'mirroring unknown'
              : 'not mirrored'}
        {' · '}
        {source.privateIpAddress}
      </p>
    </article>
  );
}
