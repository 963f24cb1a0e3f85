/** Draws the boxes of the picture: headings, VPCs, subnets and targets. Those of network interfaces are in SourceNode.tsx. */
import './nodes.css';
import { Handle, Position } from '@xyflow/react';
import type { SubnetData, TargetData, TargetGroupData, TitleData } from './boxes.ts';
import { Mark } from './Mark.tsx';
import { SourceNode } from './SourceNode.tsx';
import { useScene } from './scene.ts';
import { count, kindOfTarget, nameOfTarget, shownOf } from './words.ts';

/** How many more interfaces of a subnet one click shows. */
const step = 40;

function Heading({ data }: { data: TitleData }) {
  return (
    <h2 className="heading">
      {data.title} <span className="detail">{data.detail}</span>
    </h2>
  );
}

function Vpc({ data }: { data: TitleData }) {
  return (
    <section className="vpc">
      <h3>
        VPC <span className="id">{data.title}</span> <span className="detail">{data.detail}</span>
      </h3>
    </section>
  );
}

function Subnet({ data }: { data: SubnetData }) {
  const { findings, expandSubnet } = useScene();
  const { key, title, interfaces, unmirrored, uncertain, sessions, total, shown } = data;
  const wrong = sessions.filter(({ id }) => findings.has(id)).length;
  return (
    <article className="subnet">
      <div>
        <h3>{title}</h3>
        <p>
          {count(interfaces, shown > 0 ? 'more interface' : 'interface')},{' '}
          {shownOf(sessions.length, total, 'session')}
          {wrong > 0 && <span className="mark"> ({wrong.toLocaleString('en')} with findings)</span>}
          {unmirrored > 0 && `, ${unmirrored.toLocaleString('en')} not mirrored`}
          {uncertain > 0 && `, ${uncertain.toLocaleString('en')} unknown`}
        </p>
      </div>
      {interfaces > 0 && (
        <button type="button" onClick={() => expandSubnet(key, shown + step)}>
          Show {Math.min(step, interfaces)}
          {shown > 0 && ' more'}
        </button>
      )}
      {shown > 0 && (
        <button type="button" onClick={() => expandSubnet(key, 0)}>
          Hide
        </button>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </article>
  );
}

function TargetNode({ data }: { data: TargetData }) {
  const { recent } = useScene();
  const { target, id, isCertain, uses } = data;
  const receiver =
    target?.networkInterfaceId ??
    target?.gatewayLoadBalancerEndpointId ??
    // The name is in the ARN: …:loadbalancer/net/<name>/<hash>
    target?.networkLoadBalancerArn?.split('/').at(-2);
  return (
    <article
      className={`target-card ${target || !isCertain ? '' : 'missing'} ${uses.total === 0 ? 'unused' : ''} ${recent.has(id) ? 'recent' : ''}`}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <h3>
        <span className="name">
          {target ? nameOfTarget(target) : isCertain ? '⚠ target not found' : 'target not loaded'}
        </span>
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

function TargetGroup({ data }: { data: TargetGroupData }) {
  const { findings, expandTargets } = useScene();
  const wrong = data.ids.filter((id) => findings.has(id)).length;
  return (
    <article className="target-card many">
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <h3>
        {data.ids.length.toLocaleString('en')} × {kindOfTarget[data.type] ?? 'target not found'}
      </h3>
      {wrong > 0 && <p className="mark">{wrong.toLocaleString('en')} with findings</p>}
      <div>
        {shownOf(data.uses.shown, data.uses.total, 'session')}
        <button type="button" onClick={expandTargets}>
          Show all
        </button>
      </div>
    </article>
  );
}

export const nodeTypes = {
  heading: Heading,
  vpc: Vpc,
  source: SourceNode,
  subnet: Subnet,
  target: TargetNode,
  targetGroup: TargetGroup,
};
