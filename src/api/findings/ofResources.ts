/** The findings of single sessions, targets and filters: those that a query asks for together are judged together. */
import DataLoader from 'dataloader';
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { NotRead } from '../../mirroring/facts.ts';
import { allCodes, kindsFor } from '../../mirroring/findings/rules.ts';
import type { Estates } from '../estates.ts';
import { type Concern, createChooser } from './concern.ts';
import {
  findingsIn,
  judge,
  type Policy,
  type ScopedFinding,
  type ScopedUnchecked,
  uncheckedIn,
} from './judge.ts';
import { notChecked, type ResourceProperty, sessionsBy } from './resources.ts';

/** A session, target or filter. */
export interface Concerned {
  /** The property that has its id. */
  readonly by: Exclude<ResourceProperty, 'networkInterfaceId'>;
  readonly id: string;
}

/** The findings that concern one of them. */
export interface OwnFindings {
  readonly nodes: readonly ScopedFinding[];
  readonly unchecked: readonly ScopedUnchecked[];
}

type FindingsLoader = Pick<DataLoader<Concerned, OwnFindings>, 'load'>;

const allKinds = kindsFor(allCodes);

/** @returns a loader that rejects with an Ec2Failure when there is nothing to judge. */
export function createFindingsLoader(policy: Policy, scope: Ec2Scope, estates: Estates): FindingsLoader {
  return new DataLoader<Concerned, OwnFindings, string>(
    async (wanted) => {
      const idsBy = (by: Concerned['by']) => wanted.filter((one) => one.by === by).map(({ id }) => id);
      const subjects = {
        sessionIds: idsBy('trafficMirrorSessionId'),
        targetIds: idsBy('trafficMirrorTargetId'),
        filterIds: idsBy('trafficMirrorFilterId'),
      };
      const facts = await estates.around.load({ kinds: allKinds, subjects });
      const concerns = wanted.map((one) => concernOf(facts, one));
      const selection = {
        sessions: [...new Set(concerns.flatMap((one) => (one instanceof NotRead ? [] : one.sessions)))],
        filterIds: subjects.filterIds,
      };
      const choose = createChooser(facts, await judge(policy, scope, facts, { selection }));
      return concerns.map((concern, index) => {
        const id = wanted[index]?.id ?? '';
        const { findings, unchecked } =
          concern instanceof NotRead ? notChecked(allCodes, concern, id) : choose(concern);
        return { nodes: findingsIn(scope, findings), unchecked: uncheckedIn(scope, unchecked) };
      });
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

/** @returns why it is not known which sessions to look at, if it is not. */
function concernOf(facts: EstateFacts, { by, id }: Concerned): Concern | NotRead {
  const sessions = sessionsBy(facts, by, id);
  if (sessions instanceof NotRead) return sessions;
  return { sessions, filterIds: by === 'trafficMirrorFilterId' ? [id] : [] };
}
