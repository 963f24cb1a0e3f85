/** How far the reading has come, a place at a time; not shown for what is over at once. */
import type { Progress } from './estate.ts';

export function ProgressView({ progress, isReading }: { progress: readonly Progress[]; isReading: boolean }) {
  const outstanding = progress.filter(({ state }) => state === 'outstanding').map(({ place }) => place);
  const count = progress.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      {isReading && (
        <div className="progress late" role="status">
          <progress aria-label="Reading" /> Read {count.toLocaleString('en')} so far
          {outstanding.length > 0 && `; still outstanding: ${outstanding.join(', ')}`}
        </div>
      )}
      {progress
        .filter(({ state }) => state === 'failed')
        .map(({ place, message }) => (
          <p key={place} role="alert" className="failure">
            {place} could not be read: {message}
          </p>
        ))}
    </>
  );
}
