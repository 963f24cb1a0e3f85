/** Shows a session and the form that changes it. */
import { PlanFindingsDocument } from '../../generated/web/graphql.ts';
import { Conflict, Gone } from './Conflict.tsx';
import { type Draft, fieldLabels, toForm } from './change.ts';
import { DeleteSession } from './DeleteSession.tsx';
import { Errors } from './Errors.tsx';
import { type Estate, isComplete } from './estate.ts';
import { Facts } from './Facts.tsx';
import { FindingList } from './FindingList.tsx';
import type { Finding } from './findings.ts';
import { MayNot } from './MayNot.tsx';
import { PlannedFindings } from './PlannedFindings.tsx';
import { PlanView } from './PlanView.tsx';
import { SessionFields } from './SessionFields.tsx';
import { TagEditor } from './TagEditor.tsx';
import { Tags } from './Tags.tsx';
import { type ChangeContext, useChange } from './useChange.ts';
import { nameOfSession } from './words.ts';

export function SessionPanel({
  initial,
  estate,
  findings,
  context,
  onDeleted,
}: {
  initial: Draft;
  estate: Estate;
  findings: readonly Finding[];
  context: ChangeContext;
  /** Called once it is deleted. */
  onDeleted: () => void;
}) {
  const { draft, plan, input, errors, status, isBusy, edit, reset, conflict, submit } = useChange(
    initial,
    context,
  );
  const { form, base } = draft;
  const session = context.session ?? base;

  const isShownInPlan = plan !== undefined && plan.changes.length > 0;
  const refusals = errors[''] ?? [];

  return (
    <>
      <Facts
        of={[
          ['Session', session.trafficMirrorSessionId],
          ['Source', session.networkInterfaceId],
        ]}
      />
      <Tags of={session} />
      {context.session === undefined ? (
        <Gone estate={estate} draft={draft}>
          {isComplete(estate, session.scope, 'sessions', 'sessions')
            ? `The session “${nameOfSession(session)}” was deleted after it was loaded.`
            : `The session “${nameOfSession(session)}” can no longer be read.`}
        </Gone>
      ) : (
        <>
          <FindingList findings={findings} sessionId={session.id} />
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <SessionFields estate={estate} form={form} errors={errors} onEdit={edit} />
            <MayNot permission="traffic-mirror:session:write" />
            {!isShownInPlan && <Errors messages={refusals} />}
            {isShownInPlan && (
              <PlanView estate={estate} plan={plan} refusals={refusals}>
                {input && (
                  <PlannedFindings send={context.send} document={PlanFindingsDocument} input={input} />
                )}
              </PlanView>
            )}
            {conflict ? (
              <Conflict
                estate={estate}
                noun="session"
                labels={fieldLabels}
                was={toForm(base)}
                form={form}
                {...conflict}
              />
            ) : (
              <div className="actions">
                {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
                <button type="submit" className="primary" aria-disabled={isBusy}>
                  {input ? 'Apply' : 'Preview change'}
                </button>
                <button type="button" disabled={isBusy} onClick={reset}>
                  Reset
                </button>
              </div>
            )}
            <p role="status" className={isBusy ? 'late' : ''}>
              {status}
            </p>
          </form>
          <TagEditor
            of={{ kind: 'sessions', id: session.id, item: session }}
            resourceId={session.trafficMirrorSessionId}
          />
          <DeleteSession session={session} send={context.send} onGone={onDeleted} />
        </>
      )}
    </>
  );
}
