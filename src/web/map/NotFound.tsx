/** The panel of something that does not exist, as a link may name it. */

import type { Chosen } from './chosen.ts';
import { Failure } from './Failure.tsx';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';

export function NotFound({ chosen: { kind, id } }: { chosen: Chosen }) {
  const { choose } = useScene();
  return (
    <SidePanel key={id} title="Not found" onClose={() => choose(undefined)}>
      <Failure text={`There is no ${kind} ${id} in the accounts and Regions that were read.`} />
    </SidePanel>
  );
}
