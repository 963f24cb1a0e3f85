/** Leads back to the operations that were begun here, while something else is shown. */
import { useScene } from './scene.ts';

export function WorkBar({ begun }: { begun: readonly string[] }) {
  const { chosen, choose } = useScene();
  return begun
    .filter((id) => chosen?.kind !== 'operation' || chosen.id !== id)
    .map((id) => (
      <div key={id} className="progress" role="status">
        The gateway goes on with an operation that you began.
        <button type="button" onClick={() => choose({ kind: 'operation', id })}>
          Show
        </button>
      </div>
    ));
}
