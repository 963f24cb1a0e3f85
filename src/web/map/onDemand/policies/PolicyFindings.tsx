/** Shows what the plan of a policy would do to the findings. It takes longer than the plan, so it is read beside it. */
import { useCallback } from 'react';
import { PolicyFindingsDocument } from '../../../../generated/web/onDemand/graphql.ts';
import { ReadDelta } from '../../PlannedFindings.tsx';
import { useScene } from '../../scene.ts';
import { everywhere } from '../useReading.ts';

/** @param hash of the plan that is shown: what is said is about no other one. */
export function PolicyFindings({ name, hash }: { name: string; hash: string }) {
  const { send } = useScene();
  const read = useCallback(
    async (signal: AbortSignal) => {
      const { policy } = await send(PolicyFindingsDocument, { name, ...everywhere }, signal);
      return policy?.plan?.hash === hash
        ? policy.plan.findings
        : 'The plan has changed since it was read here.';
    },
    [send, name, hash],
  );
  return <ReadDelta read={read} />;
}
