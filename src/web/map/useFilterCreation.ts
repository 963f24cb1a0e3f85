/** Creates a filter with its network services and first rules: plans it, then makes one after the other. */
import { useRef, useState } from 'react';
import {
  FilterDocument,
  type PlanFieldsFragment as Plan,
  PlanCreateFilterDocument,
} from '../../generated/web/graphql.ts';
import { checkRules, filterSteps } from './filterSteps.ts';
import type { Filter } from './lists.ts';
import type { NewFilter } from './newFilter.ts';
import type { RuleErrors } from './rules.ts';
import { useScene } from './scene.ts';
import { type Outcomes, type Step, useSteps } from './useSteps.ts';
import { isPermitted } from './verdicts.ts';

interface Planned {
  readonly plan?: Plan;
  /** Present if it can be made. */
  readonly steps?: readonly Step[];
  /** What is wrong with each rule. */
  readonly wrong?: readonly RuleErrors[];
  readonly failure?: string;
  readonly isPlanning?: boolean;
}

/** A filter that is there without all that it was to have. It outlives the panel, so that nothing is created twice. */
interface Half {
  readonly planned: Planned;
  readonly outcomes: Outcomes;
  readonly made: { filter?: Filter };
}

/** Where it is kept among the forms. */
const half = 'half of a new filter';

/**
 * @param onCreated called once the filter is there, although other steps may fail.
 * @param onMade called once the filter is there with everything.
 */
export function useFilterCreation(onCreated: () => void, onMade: (filter: Filter) => void) {
  const { send, update, drafts } = useScene();
  const [before] = useState(() => drafts.forms.get(half) as Half | undefined);
  const [planned, setPlanned] = useState<Planned>(before?.planned ?? {});
  const [created, setCreated] = useState(before?.made.filter);
  /** The steps write here, because the state that they see is as old as they are. */
  const [made] = useState<Half['made']>(before?.made ?? {});
  const { outcomes, isRunning, run, forget } = useSteps(
    async (isWhole) => {
      const filter = await latest();
      if (filter === undefined) return;
      update([{ kind: 'filters', id: filter.id, item: filter }]);
      if (isWhole) finish(filter);
    },
    before?.outcomes,
    (now) => {
      if (made.filter !== undefined) drafts.forms.set(half, { planned, outcomes: now, made } satisfies Half);
    },
  );
  /** Which plan is waited for: one of what was typed before must not be shown beside what is typed now. */
  const awaited = useRef<NewFilter>();

  function finish(filter: Filter) {
    drafts.forms.delete(half);
    onMade(filter);
  }

  async function latest(): Promise<Filter | undefined> {
    if (made.filter === undefined) return undefined;
    const { trafficMirrorFilterId: id, scope } = made.filter;
    const answer = await send(FilterDocument, { id, scope }).catch(() => undefined);
    return answer?.trafficMirrorFilter ?? made.filter;
  }

  async function preview(asked: NewFilter) {
    awaited.current = asked;
    forget();
    setPlanned({ isPlanning: true });
    const show = (next: Planned) => awaited.current === asked && setPlanned(next);
    try {
      const [{ plan }, wrong] = await Promise.all([
        send(PlanCreateFilterDocument, { input: asked.filter }),
        checkRules(send, asked),
      ]);
      if (plan === null) throw new Error('The gateway returned no plan.');
      if (wrong.some((errors) => Object.keys(errors).length > 0)) return show({ wrong });
      const isPossible = plan.userErrors.length === 0 && isPermitted(plan.dryRun);
      const onFilter = (filter: Filter) => {
        setCreated(filter);
        onCreated();
      };
      show({ plan, ...(isPossible && { steps: filterSteps(send, asked, made, onFilter) }) });
    } catch (error) {
      show({ failure: (error as Error).message });
    }
  }

  return {
    ...planned,
    /** The filter, once it is there, although other steps may have failed. */
    created,
    outcomes,
    isRunning,
    preview,
    make: () => planned.steps && void run(planned.steps),
    /** Leaves the filter without what could not be made. */
    leave: finish,
    forget: () => {
      awaited.current = undefined;
      forget();
      setPlanned({});
    },
  };
}
