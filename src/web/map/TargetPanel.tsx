/** Shows a target: what it is, what is wrong with it, which sessions use it, and what can be done with it. */
import './Facts.css';
import { FindingList } from './FindingList.tsx';
import type { Finding } from './findings.ts';
import type { Target } from './lists.ts';
import { useScene } from './scene.ts';
import { TagEditor } from './TagEditor.tsx';
import { Tags } from './Tags.tsx';
import { Uses } from './Uses.tsx';
import { kindOfTarget, nameOfInterface } from './words.ts';

export function TargetPanel({ target, findings }: { target: Target; findings: readonly Finding[] }) {
  const { trafficMirrorTargetId, scope, ownerId, description } = target;
  const { choose } = useScene();
  return (
    <>
      <p className="id">{trafficMirrorTargetId}</p>
      <dl className="facts">
        <dt>Kind</dt>
        <dd>{kindOfTarget[target.type ?? ''] ?? 'Unknown'}</dd>
        <dt>Receives the copies</dt>
        <dd>
          <Receiver target={target} />
        </dd>
        <dt>Account and Region</dt>
        <dd>
          {scope.accountId} · {scope.region}
        </dd>
        {ownerId !== null && ownerId !== scope.accountId && (
          <>
            <dt>Shared by account</dt>
            <dd>{ownerId}</dd>
          </>
        )}
        <dt>Description</dt>
        <dd>{description ?? <em>none</em>}</dd>
      </dl>
      <Tags of={target} />
      <TagEditor of={{ kind: 'targets', id: target.id, item: target }} resourceId={trafficMirrorTargetId} />
      <FindingList findings={findings} />
      <Uses kind="targets" awsId={trafficMirrorTargetId} />
      <div className="actions">
        <button type="button" onClick={() => choose({ kind: 'move', id: trafficMirrorTargetId })}>
          Move its sessions to another target
        </button>
      </div>
    </>
  );
}

function Receiver({ target }: { target: Target }) {
  const { estate, choose } = useScene();
  const { networkInterfaceId: id } = target;
  const receiver = estate.interfaces.find((one) => one.networkInterfaceId === id);
  if (receiver === undefined || id === null)
    return (
      <span className="id">
        {id ?? target.networkLoadBalancerArn ?? target.gatewayLoadBalancerEndpointId ?? 'unknown'}
      </span>
    );
  return (
    <>
      <button type="button" className="link" onClick={() => choose({ kind: 'interface', id })}>
        {nameOfInterface(receiver)}
      </button>{' '}
      <span className="id">{id}</span>
    </>
  );
}
