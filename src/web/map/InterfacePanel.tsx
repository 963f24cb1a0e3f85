/** Shows a network interface: what it is, whether it can be mirrored, and what happens to its packets. */
import { useEffect, useState } from 'react';
import { EligibilityDocument, type EligibilityQuery } from '../../generated/web/graphql.ts';
import { Disclosure } from './Disclosure.tsx';
import type { Estate } from './estate.ts';
import { Facts } from './Facts.tsx';
import { FindingList } from './FindingList.tsx';
import type { Finding } from './findings.ts';
import type { Interface, Session } from './lists.ts';
import { MirrorThis, mirrorForm } from './MirrorThis.tsx';
import { PacketForm } from './PacketForm.tsx';
import type { Path } from './packet.ts';
import { type Send, toSentence } from './request.ts';
import { useScene } from './scene.ts';
import { Tags } from './Tags.tsx';

type Eligibility = NonNullable<
  NonNullable<EligibilityQuery['trafficMirrorSource']>['trafficMirrorEligibility']
>;

export function InterfacePanel({
  source,
  estate,
  findings,
  send,
  picture,
  onCreated,
  onPath,
}: {
  source: Interface;
  estate: Estate;
  findings: readonly Finding[];
  send: Send;
  /** A new object whenever the picture has changed. */
  picture: object | undefined;
  onCreated: (session: Session) => void;
  onPath: (path: Path | undefined) => void;
}) {
  const { choose } = useScene();
  const capture = () => choose({ kind: 'captures', id: source.networkInterfaceId });
  return (
    <>
      <Facts
        of={[
          ['Interface', source.networkInterfaceId],
          ['Address', source.privateIpAddress],
          ['Instance', source.instanceId],
          ['VPC', source.vpcId],
          ['Subnet', source.subnetId],
          ['Zone', source.availabilityZone],
        ]}
      />
      {source.description && <p>{source.description}</p>}
      <Tags of={source} />
      <EligibilityText source={source} estate={estate} send={send} picture={picture} onCreated={onCreated} />
      <div className="actions">
        <button type="button" onClick={capture}>
          Capture for a while
        </button>
      </div>
      <FindingList findings={findings} />
      <PacketForm source={source} estate={estate} send={send} onPath={onPath} />
    </>
  );
}

/** @param picture when it has changed, so may the answer. */
function EligibilityText({
  source,
  estate,
  send,
  picture,
  onCreated,
}: {
  source: Interface;
  estate: Estate;
  send: Send;
  picture: object | undefined;
  onCreated: (session: Session) => void;
}) {
  const {
    networkInterfaceId,
    scope: { accountId, region },
  } = source;
  const { drafts } = useScene();
  const [answer, setAnswer] = useState<Eligibility | string>();
  useEffect(() => {
    const stop = new AbortController();
    const show = (next: Eligibility | string) => {
      if (!stop.signal.aborted) setAnswer(next);
    };
    const scope = { accountId, region };
    send(EligibilityDocument, { networkInterfaceId, scope }, stop.signal).then(
      ({ trafficMirrorSource: found }) =>
        show(found?.trafficMirrorEligibility ?? 'EC2 does not know this network interface.'),
      ({ message }: Error) => show(message),
    );
    return () => stop.abort();
  }, [networkInterfaceId, accountId, region, send, picture]);
  if (answer === undefined) return <p className="late">Looking whether it can be mirrored…</p>;
  if (typeof answer === 'string')
    return <p className="mark">Whether it can be mirrored is not known. {answer}</p>;
  return (
    <>
      <p>{eligibilityText(answer)}</p>
      {answer.eligible !== false && answer.nextFreeSessionNumber !== null && (
        <Disclosure title="Mirror this" isOpenAtFirst={drafts.forms.has(mirrorForm(source))}>
          <MirrorThis
            key={networkInterfaceId}
            source={source}
            estate={estate}
            nextFreeSessionNumber={answer.nextFreeSessionNumber}
            send={send}
            onCreated={onCreated}
          />
        </Disclosure>
      )}
    </>
  );
}

function eligibilityText({
  eligible,
  reasons,
  nextFreeSessionNumber,
  sessionsInUse,
  sessionsAllowed,
}: Eligibility): string {
  const why = reasons.map(toSentence).join(' ');
  const uses = `${sessionsInUse} of ${sessionsAllowed} sessions are in use.`;
  if (eligible === null) return `Whether it can be mirrored is not known. ${why}`;
  return eligible
    ? `It can be mirrored: ${uses} The next free session number is ${nextFreeSessionNumber}.`
    : `It cannot be mirrored${sessionsInUse > 0 ? ' by one more session' : ''}. ${why} ${uses}`;
}
