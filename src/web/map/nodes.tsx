/** Draws headings and targets. The other boxes of the picture are in SourceNode.tsx and GroupNode.tsx. */
import './nodes.css';
import { Handle, Position } from '@xyflow/react';
import type { TargetData, TargetGroupData, TitleData } from './boxes.ts';
import { Frame, Group, StepButtons } from './GroupNode.tsx';
import { Mark } from './Mark.tsx';
import { SourceNode } from './SourceNode.tsx';
import { useScene } from './scene.ts';
import { count, kindOfTarget, list, nameOfTarget, shownOf } from './words.ts';

function Heading({ data }: { data: TitleData }) {
  return (
    <h2 className="heading">
      {data.title} <span className="detail">{data.detail}</span>
    </h2>
  );
}

function TargetNode({ data }: { data: TargetData }) {
  const { recent, chosen, choose } = useScene();
  const { target, id, isCertain, uses } = data;
  const receiver =
    target?.networkInterfaceId ??
    target?.gatewayLoadBalancerEndpointId ??
    // The name is in the ARN: …:loadbalancer/net/<name>/<hash>
    target?.networkLoadBalancerArn?.split('/').at(-2);
  return (
    <article
      className={`target-card ${target || !isCertain ? '' : 'missing'} ${uses.total === 0 ? 'unused' : ''} ${recent.has(id) ? 'recent' : ''} ${chosen?.id === id ? 'chosen' : ''}`}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <h3>
        {target ? (
          <button type="button" className="open" onClick={() => choose({ kind: 'target', id })}>
            <span className="name">{nameOfTarget(target)}</span>
          </button>
        ) : (
          <span className="name">{isCertain ? '⚠ target not found' : 'target not loaded'}</span>
        )}
        <Mark of={id} />
      </h3>
      <p>{target ? (kindOfTarget[target.type ?? ''] ?? 'Target') : id}</p>
      <p className="detail" title={receiver}>
        {receiver}
      </p>
      <p className="detail uses">
        {uses.total > 0 ? shownOf(uses.shown, uses.total, 'session') : isCertain ? 'not used' : 'use unknown'}
      </p>
    </article>
  );
}

function TargetGroup({ data: { key, place, types, ids, shown, uses } }: { data: TargetGroupData }) {
  const { findings } = useScene();
  const wrong = ids.filter((id) => findings.has(id)).length;
  const kinds = [...types].map(([type, number]) => kindsOfTarget(number, type));
  return (
    <article className="target-card many">
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div>
        <h3 title={list(kinds)}>
          <span className="name">
            {ids.length === 0
              ? `All ${shown} targets below`
              : kinds.length === 1
                ? kinds[0]
                : count(ids.length, shown > 0 ? 'more target' : 'target')}
          </span>
        </h3>
        {place !== '' && <p>{place}</p>}
        <p className="detail">
          {ids.length > 0 && shownOf(uses.shown, uses.total, 'session')}
          {wrong > 0 && <span className="mark"> ({wrong.toLocaleString('en')} with findings)</span>}
        </p>
      </div>
      <StepButtons
        box={key}
        name={`the targets of ${place || 'this type'}`}
        rest={ids.length}
        shown={shown}
      />
    </article>
  );
}

const kindsOfTarget = (number: number, type: string) =>
  `${number.toLocaleString('en')} × ${kindOfTarget[type] ?? 'target not found'}`;

export const nodeTypes = {
  heading: Heading,
  frame: Frame,
  source: SourceNode,
  bundle: Group,
  target: TargetNode,
  targetGroup: TargetGroup,
};
