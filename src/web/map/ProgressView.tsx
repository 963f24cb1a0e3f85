/** Shows how far loading has come, and which scopes failed. */
import type { Progress } from './estate.ts';
import { count } from './words.ts';

export function ProgressView({ progress, isLoading }: { progress: readonly Progress[]; isLoading: boolean }) {
  const outstanding = progress.filter(({ state }) => state === 'outstanding').map(({ scope }) => scope);
  const resources = progress.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      {isLoading && (
        <div className="progress late" role="status">
          <progress aria-label="Loading" /> {count(resources, 'resource')} loaded
          {outstanding.length > 0 && `; waiting for ${outstanding.join(', ')}`}
        </div>
      )}
      {progress
        .filter(({ state }) => state === 'failed')
        .map(({ scope, message }) => (
          <p key={scope} role="alert" className="failure">
            Could not load {scope}: {message}
          </p>
        ))}
    </>
  );
}
