/** Deletes a session, after showing what that would do. */
import {
  DeleteDocument,
  type DeleteTrafficMirrorSessionInput,
  PlanDeleteDocument,
  PlanDeleteFindingsDocument,
} from '../../generated/web/graphql.ts';
import { Errors } from './Errors.tsx';
import type { Estate } from './estate.ts';
import type { Session } from './lists.ts';
import { MayNot } from './MayNot.tsx';
import { PlannedFindings } from './PlannedFindings.tsx';
import { PlanView } from './PlanView.tsx';
import type { Send } from './request.ts';
import { usePlanned } from './usePlanned.ts';

export function DeleteSession({
  estate,
  session,
  send,
  onGone,
}: {
  estate: Estate;
  session: Session;
  send: Send;
  onGone: () => void;
}) {
  const { plan, input, userErrors, failure, busy, preview, make, forget } = usePlanned(send, {
    planned: PlanDeleteDocument,
    made: DeleteDocument,
    onDone: onGone,
    lost: 'The session may or may not have been deleted. Reload before you try again.',
  });
  const { trafficMirrorSessionId, scope, version } = session;
  const asked: DeleteTrafficMirrorSessionInput = { trafficMirrorSessionId, scope, ifVersion: version };
  const refusals = userErrors.map(({ message }) => message);
  const isOutdated = input !== undefined && input.ifVersion !== version;
  return (
    <section className="other-change" aria-label="Delete this session">
      <MayNot permission="traffic-mirror:delete" />
      {plan && !isOutdated ? (
        <PlanView estate={estate} plan={plan} columns={['Before']} refusals={refusals}>
          {input && <PlannedFindings send={send} document={PlanDeleteFindingsDocument} input={input} />}
        </PlanView>
      ) : (
        <Errors messages={refusals} />
      )}
      {failure !== undefined && <Errors messages={[failure]} />}
      <div className="actions">
        {input && !isOutdated ? (
          <>
            <button type="button" className="danger" aria-disabled={busy !== undefined} onClick={make}>
              Delete
            </button>
            <button type="button" disabled={busy !== undefined} onClick={forget}>
              Keep
            </button>
          </>
        ) : (
          <button type="button" aria-disabled={busy !== undefined} onClick={() => preview(asked)}>
            Preview deletion
          </button>
        )}
      </div>
      <p role="status" className="late">
        {busy === 'planning' && 'Planning the deletion…'}
        {busy === 'making' && 'Deleting the session…'}
      </p>
    </section>
  );
}
