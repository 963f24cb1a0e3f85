/** Shows a panel whose code is loaded when it is opened: without such panels, the map itself is there sooner. */
import { type ReactNode, useEffect, useState } from 'react';
import { Failure } from './Failure.tsx';

type Panels = typeof import('./onDemand/panels.ts');

export function OnDemand({ children }: { children: (panels: Panels) => ReactNode }) {
  const [panels, setPanels] = useState<Panels | 'failed'>();
  useEffect(() => {
    import('./onDemand/panels.ts').then(setPanels, () => setPanels('failed'));
  }, []);
  if (panels === undefined)
    return (
      <p role="status" className="late">
        Loading…
      </p>
    );
  if (panels === 'failed')
    return (
      <Failure text="This part of the map could not be loaded. The gateway may have another version by now: reload the page." />
    );
  return children(panels);
}
