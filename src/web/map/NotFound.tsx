/** The panel of something that does not exist, as a link may name it, or of which that is not known. */

import type { Chosen } from './chosen.ts';
import { isRead } from './estate.ts';
import { Failure } from './Failure.tsx';
import type { Kind } from './lists.ts';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';
import { kindNames } from './words.ts';

/** The lists that have them. */
const listOf: Readonly<Partial<Record<Chosen['kind'], Kind>>> = {
  session: 'sessions',
  target: 'targets',
  filter: 'filters',
  rule: 'filters',
  interface: 'interfaces',
};

export function NotFound({ chosen: { kind, id } }: { chosen: Chosen }) {
  const { choose, estate } = useScene();
  const list = listOf[kind];
  const isKnown = list === undefined || isRead(estate, list, 'every');
  return (
    <SidePanel key={id} title={isKnown ? 'Not found' : 'Not loaded'} onClose={() => choose(undefined)}>
      <Failure
        text={
          isKnown
            ? `There is no ${kind} ${id} in the accounts and Regions that were read.`
            : `Whether there is the ${kind} ${id} is not known: not all ${kindNames(list)} could be read.`
        }
      />
    </SidePanel>
  );
}
