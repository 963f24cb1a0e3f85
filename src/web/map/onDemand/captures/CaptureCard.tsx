/** Shows one capture with what is left of its time, and extends or stops it. */
import { useEffect, useState } from 'react';
import {
  type CaptureFieldsFragment as Capture,
  type CapturePayloadFragment,
  ExtendCaptureDocument,
  StopCaptureDocument,
} from '../../../../generated/web/onDemand/graphql.ts';
import { whyNot } from '../../../signin/permissions.ts';
import { gatewayTime } from '../../clock.ts';
import { Errors } from '../../Errors.tsx';
import { MayNot } from '../../MayNot.tsx';
import { toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import { UsedBy } from '../../UsedBy.tsx';
import { count } from '../../words.ts';
import { Confirm } from '../Confirm.tsx';
import { ExtendForm } from './ExtendForm.tsx';
import { endText } from './remaining.ts';

const permission = 'traffic-mirror:capture';

export function CaptureCard({
  capture,
  onChanged,
}: {
  capture: Capture;
  /** Called once it has another end, or is over. */
  onChanged: () => void;
}) {
  const { caller, send } = useScene();
  const [busy, setBusy] = useState<string>();
  const [said, setSaid] = useState<{ readonly errors: readonly string[]; readonly done?: string }>({
    errors: [],
  });
  const { id, scope, reason, sessions } = capture;
  const title = reason ?? 'Capture without a reason';
  const mayExtend = whyNot(permission, caller) === undefined;
  // Whoever may delete sessions may also end captures.
  const mayStop = mayExtend || whyNot('traffic-mirror:delete', caller) === undefined;

  async function make(
    doing: string,
    done: string,
    ask: () => Promise<{ payload: CapturePayloadFragment | null }>,
  ) {
    setBusy(doing);
    setSaid({ errors: [] });
    try {
      const { payload } = await ask();
      const errors = payload?.userErrors.map(({ message }) => toSentence(message)) ?? [];
      setSaid({ errors, ...(errors.length === 0 && { done }) });
      if (errors.length === 0) onChanged();
    } catch (error) {
      setSaid({ errors: [(error as Error).message] });
      onChanged();
    }
    setBusy(undefined);
  }

  return (
    <section aria-label={title} className="capture">
      <h3>{title}</h3>
      <p>
        <Remaining of={capture} />
      </p>
      <p className="detail">
        {scope.accountId} · {scope.region} · {count(sessions.length, 'session')}
      </p>
      <UsedBy sessions={sessions} />
      {mayExtend ? (
        <ExtendForm
          isBusy={busy !== undefined}
          onExtend={(minutes) =>
            void make('Extending the capture…', 'The capture has a new end.', () =>
              send(ExtendCaptureDocument, { input: { captureId: id, scope, minutes } }),
            )
          }
        />
      ) : (
        <MayNot permission={permission} />
      )}
      {mayStop && (
        <Confirm
          label="Stop"
          question={`The capture ends now: ${count(sessions.length, 'session')} will be deleted.`}
          confirm="Stop the capture"
          tone="danger"
          isBusy={busy !== undefined}
          onConfirm={() =>
            void make('Stopping the capture…', 'The capture is over.', () =>
              send(StopCaptureDocument, { input: { captureId: id, scope } }),
            )
          }
        />
      )}
      <Errors messages={said.errors} />
      <p role="status" className={busy ? 'late' : ''}>
        {busy ?? said.done}
      </p>
    </section>
  );
}

/** Counts down each second. It is not read aloud. */
function Remaining({ of }: { of: Capture }) {
  const [now, setNow] = useState(() => gatewayTime());
  useEffect(() => {
    const timer = setInterval(() => setNow(gatewayTime()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <strong className={of.state === 'OVERDUE' ? 'mark' : ''}>{endText(of, now)}</strong>{' '}
      {of.expiresAt !== null && (
        <time className="detail" dateTime={of.expiresAt}>
          {new Date(of.expiresAt).toLocaleString('en')}
        </time>
      )}
    </>
  );
}
