/** Says whether a filter mirrors Amazon DNS, and turns that on or off after showing what it would do. */
import {
  ModifyServicesDocument,
  PlanServicesDocument,
  PlanServicesFindingsDocument,
} from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import { useScene } from './scene.ts';
import { useFilterReload } from './useFilterReload.ts';
import { usePlanned } from './usePlanned.ts';

export function NetworkServices({ filter }: { filter: Filter }) {
  const reloadFilter = useFilterReload(filter);
  const steps = usePlanned(useScene().send, {
    planned: PlanServicesDocument,
    made: ModifyServicesDocument,
    onDone: () => void reloadFilter(),
    onRefused: () => void reloadFilter(),
    lost: 'The network services may or may not have changed. Reload before you try again.',
  });
  const { trafficMirrorFilterId, scope, version, networkServices } = filter;
  const isOn = networkServices.includes('AMAZON_DNS');
  const isStale = steps.input !== undefined && steps.input.ifVersion !== version;
  return (
    <section aria-label="Network services" className="rules">
      <h3>Network services</h3>
      <p>
        {isOn
          ? 'Amazon DNS traffic is mirrored in both directions, whatever the rules say.'
          : 'Amazon DNS traffic is not mirrored.'}
      </p>
      <PlannedForm
        label="Amazon DNS"
        permission="traffic-mirror:filter:write"
        steps={steps}
        wording={{
          preview: isOn ? 'Stop mirroring Amazon DNS…' : 'Mirror Amazon DNS…',
          make: isOn ? 'Stop mirroring Amazon DNS' : 'Mirror Amazon DNS',
          planning: 'Planning the change…',
          making: 'Changing the network services…',
          done: 'Network services changed.',
        }}
        tone="quiet"
        findings={PlanServicesFindingsDocument}
        refusals={steps.userErrors.map(({ message }) => message)}
        isStale={isStale}
        ask={() => ({
          trafficMirrorFilterId,
          scope,
          ifVersion: version,
          [isOn ? 'removeNetworkServices' : 'addNetworkServices']: ['AMAZON_DNS' as const],
        })}
        drop={steps.input && !isStale ? { text: 'Keep as it is', run: steps.forget } : undefined}
      />
    </section>
  );
}
