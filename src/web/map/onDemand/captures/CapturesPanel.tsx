/** Lists the captures: sessions on some interfaces that end by themselves. */
import { CapturesDocument } from '../../../../generated/web/onDemand/graphql.ts';
import { useFocusIfLost } from '../../Conflict.tsx';
import { useScene } from '../../scene.ts';
import { count } from '../../words.ts';
import { readPages } from '../pages.ts';
import { ReadingState } from '../ReadingState.tsx';
import { ScopeErrors } from '../ScopeErrors.tsx';
import { everywhere, type Pictured, useReading } from '../useReading.ts';
import { CaptureCard } from './CaptureCard.tsx';
import { StartCapture } from './StartCapture.tsx';

/** Each has up to 50 sessions with their tags, and an answer may have only so many objects. */
const pageSize = 50;

/** @param of the AWS ID of the interface on which one is to be started, if any. */
export function CapturesPanel({ of, picture }: { of: string; picture: Pictured }) {
  const { estate, refresh } = useScene();
  const source = estate.interfaces.find(({ networkInterfaceId }) => networkInterfaceId === of);
  const reading = useReading(picture, '', (send, signal) =>
    readPages(
      async (after) => (await send(CapturesDocument, { ...everywhere, first: pageSize, after }, signal)).page,
    ),
  );
  const { read, again } = reading;
  // One that is over is gone, with its buttons.
  const found = useFocusIfLost<HTMLParagraphElement>(String(read?.nodes.length));
  const onChanged = () => {
    again();
    refresh();
  };
  return (
    <>
      <p>
        A capture mirrors up to 50 interfaces for a while: the gateway deletes its sessions at the end. Start
        one of a single interface in the interface's panel, and one of several with{' '}
        <code>startTrafficMirrorCapture</code>.
      </p>
      {source && <StartCapture key={of} source={source} onStarted={onChanged} />}
      <ReadingState what="The captures are" picture={picture} reading={reading} />
      {read && (
        <>
          <ScopeErrors of={read.scopeErrors} />
          <p ref={found} tabIndex={-1} role="status">
            {read.nodes.length === 0 ? 'No capture runs.' : count(read.nodes.length, 'capture')}
          </p>
          {read.nodes.map((capture) => (
            <CaptureCard
              key={`${capture.id} ${capture.scope.accountId} ${capture.scope.region}`}
              capture={capture}
              onChanged={onChanged}
            />
          ))}
        </>
      )}
    </>
  );
}
