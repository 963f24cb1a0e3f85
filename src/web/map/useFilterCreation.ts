/** Creates a filter with its network services and first rules: plans it, then makes one after the other. */
import { useRef, useState } from 'react';
import {
  CreateFilterDocument,
  CreateRuleDocument,
  FilterDocument,
  ModifyServicesDocument,
  type PlanFieldsFragment as Plan,
  PlanCreateFilterDocument,
} from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import type { NewFilter } from './newFilter.ts';
import { ruleText } from './ruleWords.ts';
import { useScene } from './scene.ts';
import { refusalOf, type Step, useSteps } from './useSteps.ts';
import { isPermitted } from './verdicts.ts';

interface Planned {
  readonly plan?: Plan;
  /** Present if it can be made. */
  readonly steps?: readonly Step[];
  readonly failure?: string;
  readonly isPlanning?: boolean;
}

/** @param onMade called once the filter is there with everything. */
export function useFilterCreation(onMade: (filter: Filter) => void) {
  const { send, update } = useScene();
  const [planned, setPlanned] = useState<Planned>({});
  const [created, setCreated] = useState<Filter>();
  const { outcomes, isRunning, run, forget } = useSteps(async (isWhole) => {
    const filter = await latest();
    if (filter === undefined) return;
    update([{ kind: 'filters', id: filter.id, item: filter }]);
    if (isWhole) onMade(filter);
  });
  /** The steps write here, because the state that they see is as old as they are. */
  const [box] = useState<{ filter?: Filter }>({});

  async function latest(): Promise<Filter | undefined> {
    if (box.filter === undefined) return undefined;
    const { trafficMirrorFilterId: id, scope } = box.filter;
    const answer = await send(FilterDocument, { id, scope }).catch(() => undefined);
    return answer?.trafficMirrorFilter ?? box.filter;
  }

  const stepsOf = ({ filter, mirrorsDns, rules }: NewFilter): Step[] => [
    {
      id: 'filter',
      text: 'Create the filter',
      run: async () => {
        const { payload } = await send(CreateFilterDocument, { input: filter });
        const made = payload?.trafficMirrorFilter;
        if (!made) return refusalOf(payload?.userErrors ?? []) ?? 'The gateway returned nothing.';
        box.filter = made;
        setCreated(made);
        return undefined;
      },
    },
    ...rules.map((rule, index) => ({
      id: `rule ${index}`,
      text: `Create ${ruleText(rule)}`,
      run: async () => {
        const { trafficMirrorFilterId = '', scope = null } = box.filter ?? {};
        const input = { ...rule, trafficMirrorFilterId, scope };
        const { payload } = await send(CreateRuleDocument, { input });
        return payload === null ? 'The gateway returned nothing.' : refusalOf(payload.userErrors);
      },
    })),
    ...(mirrorsDns ? [{ id: 'dns', text: 'Mirror Amazon DNS', run: mirrorDns }] : []),
  ];

  async function mirrorDns() {
    const { trafficMirrorFilterId = '', scope = null } = box.filter ?? {};
    const input = { trafficMirrorFilterId, scope, addNetworkServices: ['AMAZON_DNS' as const] };
    const { payload } = await send(ModifyServicesDocument, { input });
    return payload === null ? 'The gateway returned nothing.' : refusalOf(payload.userErrors);
  }

  /** Which plan is waited for: one of what was typed before must not be shown beside what is typed now. */
  const awaited = useRef<NewFilter>();

  async function preview(asked: NewFilter) {
    awaited.current = asked;
    forget();
    setPlanned({ isPlanning: true });
    try {
      const { plan } = await send(PlanCreateFilterDocument, { input: asked.filter });
      if (awaited.current !== asked) return;
      if (plan === null) throw new Error('The gateway returned no plan.');
      const isPossible = plan.userErrors.length === 0 && isPermitted(plan.dryRun);
      setPlanned({ plan, ...(isPossible && { steps: stepsOf(asked) }) });
    } catch (error) {
      if (awaited.current === asked) setPlanned({ failure: (error as Error).message });
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
    forget: () => {
      awaited.current = undefined;
      forget();
      setPlanned({});
    },
  };
}
