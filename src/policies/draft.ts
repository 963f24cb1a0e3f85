/** A plan that is being made. */
import { valueOfTag } from '../ec2/tags.ts';
import { moveKey } from '../marks.ts';
import type { Adoptable, PolicyPlan, PolicyStanding, PolicyStep } from './policyPlan.ts';
import type { PolicyReason } from './reasons.ts';
import type { SnapshotSession } from './snapshot.ts';
import type { Source } from './sources.ts';

type Stands = Pick<PolicyStanding, 'state' | 'because'> & Partial<Pick<PolicyStanding, 'reasons'>>;

export interface Draft {
  /** Says where an interface stands. */
  stand(source: Source, standing: Stands): void;
  step(step: PolicyStep): void;
  /** Deletes a session of the policy, unless it is on its way to another target. */
  remove(session: SnapshotSession, reason: PolicyReason, message: string): void;
  /** Notes a session of the policy on an interface that it does not want. */
  leftover(session: SnapshotSession): void;
  adopt(adoptable: Adoptable): void;
  end(): Pick<PolicyPlan, 'standings' | 'steps' | 'leftoverIds' | 'adoptable'>;
}

/** Whether a session is on its way to another target. */
export const isMoving = (session: SnapshotSession): boolean =>
  valueOfTag(session.tags, moveKey) !== undefined;

export function createDraft(): Draft {
  const standings = new Map<string, PolicyStanding>();
  const steps: { readonly [Kind in PolicyStep['kind']]: PolicyStep[] } = {
    MODIFY: [],
    CREATE: [],
    DELETE: [],
  };
  const leftoverIds: string[] = [];
  const adoptable: Adoptable[] = [];
  return {
    stand({ networkInterface: { networkInterfaceId }, mine: [own] }, { state, because, reasons = [] }) {
      const ownedSessionId = own?.trafficMirrorSessionId ?? null;
      standings.set(networkInterfaceId, { networkInterfaceId, state, because, reasons, ownedSessionId });
    },
    step: (step) => void steps[step.kind].push(step),
    remove(session, reason, message) {
      const { networkInterfaceId = '', trafficMirrorSessionId } = session;
      if (isMoving(session)) return;
      steps.DELETE.push({ kind: 'DELETE', networkInterfaceId, trafficMirrorSessionId, reason, message });
    },
    leftover: ({ trafficMirrorSessionId }) => void leftoverIds.push(trafficMirrorSessionId),
    adopt: (one) => void adoptable.push(one),
    end: () => ({
      standings: inOrder([...standings.values()], ({ networkInterfaceId }) => networkInterfaceId),
      // Sessions that change first may leave places to new ones, and nothing is deleted that something else depends on.
      steps: [
        ...steps.MODIFY,
        ...steps.CREATE,
        ...inOrder(steps.DELETE, ({ networkInterfaceId }) => networkInterfaceId),
      ],
      leftoverIds: leftoverIds.toSorted(),
      adoptable,
    }),
  };
}

/** Items with equal keys stay in their order. */
const inOrder = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other))));
