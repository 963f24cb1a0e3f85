/** Shows what the plan of a policy would do to the findings. It takes longer than the plan, so it is read beside it. */
import { useEffect, useState } from 'react';
import {
  PolicyFindingsDocument,
  type PolicyFindingsQuery,
} from '../../../../generated/web/onDemand/graphql.ts';
import { DeltaLines } from '../../PlannedFindings.tsx';
import { useScene } from '../../scene.ts';
import { everywhere } from '../useReading.ts';

type Delta = NonNullable<NonNullable<PolicyFindingsQuery['policy']>['plan']>['findings'];

/** @param hash of the plan that is shown: what is said is about no other one. */
export function PolicyFindings({ name, hash }: { name: string; hash: string }) {
  const { send } = useScene();
  const [answer, setAnswer] = useState<Delta | string>();
  useEffect(() => {
    const stop = new AbortController();
    const show = (next: Delta | string | undefined) => {
      if (!stop.signal.aborted) setAnswer(next);
    };
    show(undefined);
    send(PolicyFindingsDocument, { name, ...everywhere }, stop.signal).then(
      ({ policy }) =>
        show(
          policy?.plan?.hash === hash ? policy.plan.findings : 'The plan has changed since it was read here.',
        ),
      ({ message }: Error) => show(message),
    );
    return () => stop.abort();
  }, [send, name, hash]);
  if (answer === undefined) return <p role="status">Looking for what it would do to the findings…</p>;
  if (answer === null || typeof answer === 'string')
    return <p className="mark">What it would do to the findings is not known. {answer}</p>;
  return <DeltaLines {...answer} />;
}
