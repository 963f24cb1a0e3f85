/** Opens the forms of what can be created: in the header, and as the first step of an empty estate. */
import { useScene } from './scene.ts';

export function NewMenu() {
  return (
    <details className="menu">
      <summary>New</summary>
      <div className="menu-choices">
        <NewButton of="target" />
        <NewButton of="filter" />
      </div>
    </details>
  );
}

export function NewButton({ of }: { of: 'target' | 'filter' }) {
  const { choose } = useScene();
  return (
    <button
      type="button"
      onClick={({ currentTarget }) => {
        currentTarget.closest('details')?.removeAttribute('open');
        choose({ kind: 'new', id: of });
      }}
    >
      New {of}
    </button>
  );
}
