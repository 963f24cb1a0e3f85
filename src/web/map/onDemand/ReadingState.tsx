/** Says that something is being read, or why it could not be. */
import { Failure } from '../Failure.tsx';
import type { Pictured, Reading } from './useReading.ts';

export function ReadingState({
  what,
  picture,
  reading: { read, isReading, failure },
}: {
  /** With its verb, for example `The policies are`. */
  what: string;
  picture: Pictured;
  reading: Reading<unknown>;
}) {
  return (
    <>
      <p role="status" className={isReading ? 'late' : ''}>
        {picture === undefined
          ? `${what} read as soon as the map is.`
          : isReading && (read ? 'Reading again…' : 'Reading…')}
      </p>
      {failure !== undefined && <Failure text={`${what} ${read ? 'out of date' : 'missing'}: ${failure}`} />}
    </>
  );
}
