/** Lists the steps of a change, and what has come of each. */
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
            {step.text} <Result of={outcomes.get(step)} hasStopped={refused !== undefined} />
          </li>
        ))}
      </ol>
      {outcomes.size > 0 && (
        <p role="status">
          {done === steps.length
            ? `All ${count(steps.length, 'step')} done.`
            : `${done} of ${count(steps.length, 'step')} done.`}
          {refused && ` Stopped at “${refused.text}”. The steps after it were not done.`}
        </p>
      )}
    </section>
  );
}

function Result({ of, hasStopped }: { of: ReturnType<Outcomes['get']>; hasStopped: boolean }) {
  if (of === undefined) return hasStopped ? <strong>– not done</strong> : null;
  if (of === 'running') return <em>– running…</em>;
  if (of === 'done') return <strong className="done">– done</strong>;
  return <strong className="error">– failed: {of.refusal}</strong>;
}
