/** A network interface: its sessions as rows in evaluation order, each with the line to its target; or a small card that says why there are none. */
import { Handle, Position } from '@xyflow/react';
import type { SourceData } from './boxes.ts';
import { colourOf } from './colours.ts';
import type { Interface, Session } from './estate.ts';
import { useScene } from './scene.ts';
import { lengthOf, nameOfFilter, nameOfInterface, nameOfSession, nameOfTarget, otherTags } from './words.ts';

export function SourceNode({ data }: { data: SourceData }) {
  const { source, sessions } = data;
  if (sessions.length === 0) return <Unmirrored source={source} />;
  return (
    <article className="source-card">
      <h3>
        <span className="name">{nameOfInterface(source)}</span>
        <span className="detail">{source.privateIpAddress}</span>
        <Tags of={source} />
      </h3>
      <ol>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ol>
    </article>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { estate, problems, chosen, choose } = useScene();
  const { id, trafficMirrorFilterId } = session;
  const filter = estate.filters.get(trafficMirrorFilterId ?? '');
  const wrong = problems.get(id);
  return (
    <li className={`session ${chosen?.id === id ? 'chosen' : ''} ${wrong ? 'wrong' : ''}`}>
      <button type="button" className="open" onClick={() => choose({ kind: 'session', id })}>
        <span className="number" title="Evaluation order: the lowest session number sees a packet first">
          {session.sessionNumber}
        </span>
        <span className="name">{nameOfSession(session)}</span>
        {wrong && (
          <span className="mark" role="img" aria-label="has a problem" title={wrong.join(' ')}>
            ⚠
          </span>
        )}
      </button>
      <button
        type="button"
        className={`chip filter-${colourOf(estate.filters, trafficMirrorFilterId)}`}
        title="Filter: click for its rules"
        onClick={() => choose({ kind: 'filter', id: trafficMirrorFilterId ?? '' })}
      >
        {filter ? nameOfFilter(filter) : 'filter missing'}
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

function Unmirrored({ source }: { source: Interface }) {
  const { estate } = useScene();
  const asTarget = [...estate.targets.values()].find(
    (target) => target.networkInterfaceId === source.networkInterfaceId,
  );
  const isUnsuitable = source.interfaceType !== null && source.interfaceType !== 'interface';
  return (
    <article className="source-card unmirrored">
      <h3>
        <span className="name">{nameOfInterface(source)}</span>
      </h3>
      <p>
        {asTarget
          ? `receives copies: ${nameOfTarget(asTarget)}`
          : isUnsuitable
            ? 'cannot be mirrored'
            : 'not mirrored'}
        {' · '}
        {source.privateIpAddress}
      </p>
    </article>
  );
}

export function Tags({ of }: { of: Parameters<typeof otherTags>[0] }) {
  return (
    <span className="tags">
      {otherTags(of).map(({ key, value }) => (
        <span key={key} className="tag" title={`Tag ${key}`}>
          {key}={value}
        </span>
      ))}
    </span>
  );
}
