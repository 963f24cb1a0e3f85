/** Deletes a session, after showing what that would do. */
import {
  DeleteDocument,
  type DeleteTrafficMirrorSessionInput,
  PlanDeleteDocument,
  PlanDeleteFindingsDocument,
} from '../../generated/web/graphql.ts';
import type { Session } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import type { Send } from './request.ts';
import { usePlanned } from './usePlanned.ts';

export function DeleteSession({
  session,
  send,
  onGone,
}: {
  session: Session;
  send: Send;
  onGone: () => void;
}) {
  const steps = usePlanned(send, {
    planned: PlanDeleteDocument,
    made: DeleteDocument,
    onDone: onGone,
    lost: 'The session may or may not have been deleted. Reload before you try again.',
  });
  const { trafficMirrorSessionId, scope, version } = session;
  const asked: DeleteTrafficMirrorSessionInput = { trafficMirrorSessionId, scope, ifVersion: version };
  const isStale = steps.input !== undefined && steps.input.ifVersion !== version;
  return (
    <section className="other-change" aria-label="Delete this session">
      <PlannedForm
        label="Deletion"
        permission="traffic-mirror:delete"
        steps={steps}
        wording={{
          preview: 'Preview deletion',
          make: 'Delete',
          planning: 'Planning the deletion…',
          making: 'Deleting the session…',
        }}
        columns={['Before']}
        findings={PlanDeleteFindingsDocument}
        refusals={steps.userErrors.map(({ message }) => message)}
        tone="danger"
        isStale={isStale}
        ask={() => asked}
        drop={steps.input && !isStale ? { text: 'Keep', run: steps.forget } : undefined}
      />
    </section>
  );
}
