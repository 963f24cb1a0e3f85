/** Opens the forms of what can be created: in the header, and as the first step of an empty estate. */
import { Menu } from '../Menu.tsx';
import { useScene } from './scene.ts';

export const NewMenu = () => (
  <Menu name="New">
    <NewButton of="target" />
    <NewButton of="filter" />
  </Menu>
);

export function NewButton({ of }: { of: 'target' | 'filter' }) {
  const { choose } = useScene();
  return (
    <button type="button" onClick={() => choose({ kind: 'new', id: of })}>
      New {of}
    </button>
  );
}
