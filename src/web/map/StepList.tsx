/** Lists the steps of a change, and what has come of each. */
import { useScene } from './scene.ts';
import type { Outcomes, Step } from './useSteps.ts';
import { count } from './words.ts';

export function StepList({
  title,
  steps,
  outcomes,
}: {
  title: string;
  steps: readonly Step[];
  outcomes: Outcomes;
}) {
  const done = steps.filter((step) => outcomes.get(step) === 'done').length;
  const refused = steps.find((step) => typeof outcomes.get(step) === 'object');
  return (
    <section aria-label={title} className="steps">
      <h4>{title}</h4>
      <ol>
        {steps.map((step) => (
          <li key={step.id}>
            <Text of={step} isDone={outcomes.get(step) === 'done'} />{' '}
            <Result of={outcomes.get(step)} hasStopped={refused !== undefined} />
          </li>
        ))}
      </ol>
      {outcomes.size > 0 && (
        <p role="status">
          {done === steps.length
            ? `All ${count(steps.length, 'step')} done.`
            : `${done} of ${count(steps.length, 'step')} done.`}
          {refused && ` Stopped at: ${textOf(refused)}. The steps after it were not done.`}
        </p>
      )}
    </section>
  );
}

/** With a link to what the step is about. */
function Text({ of: { text, about }, isDone }: { of: Step; isDone: boolean }) {
  const { choose } = useScene();
  if (about === undefined) return text;
  if (isDone) return textOf({ text, about });
  return (
    <>
      {text} “
      <button type="button" className="link" onClick={() => choose({ kind: about.kind, id: about.id })}>
        {about.name}
      </button>
      ”
    </>
  );
}

const textOf = ({ text, about }: Pick<Step, 'text' | 'about'>) => (about ? `${text} “${about.name}”` : text);

function Result({ of, hasStopped }: { of: ReturnType<Outcomes['get']>; hasStopped: boolean }) {
  if (of === undefined) return hasStopped ? <strong>– not done</strong> : null;
  if (of === 'running') return <em>– running…</em>;
  if (of === 'done') return <strong className="done">– done</strong>;
  return <strong className="error">– failed: {of.refusal}</strong>;
}
