/** Says what to do first, where there is nothing to see yet. */

import { type Estate, isRead } from './estate.ts';
import { NewButton } from './NewMenu.tsx';

export function FirstStep({ estate }: { estate: Estate }) {
  const isWhole = (['interfaces', 'sessions', 'targets', 'filters'] as const).every((kind) =>
    isRead(estate, kind, 'every'),
  );
  if (!isWhole || estate.sessions.length > 0) return null;
  return (
    <section className="first-step" aria-label="First step">
      <h2>Nothing is mirrored yet</h2>
      {estate.interfaces.length === 0 ? (
        <>
          <p>
            There are no network interfaces in the accounts and Regions that you can see. Mirroring starts at
            the interface of an instance: start an instance, or ask for access to another account.
          </p>
          <p>
            What receives the copies, and which packets are copied, can be there before:{' '}
            <NewButton of="target" /> <NewButton of="filter" />
          </p>
        </>
      ) : (
        <ol>
          {estate.targets.size === 0 && (
            <li>
              Create a target: what receives the copies of the packets. <NewButton of="target" />
            </li>
          )}
          {estate.filters.size === 0 && (
            <li>
              Create a filter: which packets are copied. <NewButton of="filter" />
            </li>
          )}
          <li>Choose a network interface in the picture, and “Mirror this”.</li>
        </ol>
      )}
    </section>
  );
}
