/** Shows how far loading has come, what is missing from the picture or old, and why. */
import { Failure } from './Failure.tsx';
import { oldestIn, useNow } from './Freshness.tsx';
import { groupBy } from './groupBy.ts';
import { kinds, type List, type Part, type Scope } from './lists.ts';
import type { Progress } from './useEstate.ts';
import { ago, count, kindNames, list } from './words.ts';

/** Of more accounts and Regions, the names are not listed. */
const maxNames = 3;

export function ProgressView({ parts, progress }: { parts: readonly Part[]; progress: Progress }) {
  const now = useNow();
  const { isLoading, isQuiet, outstanding = [], failure } = progress;
  const scopes = [...outstanding, ...parts.map(({ scope }) => scope)];
  const hasManyAccounts = new Set(scopes.map(({ accountId }) => accountId)).size > 1;
  const nameOf = ({ accountId, region }: Scope) => (hasManyAccounts ? `${accountId} ${region}` : region);
  const age = parts.length > 0 && `The picture shows what was read ${ago(oldestIn(parts) ?? now, now)}.`;
  const waitedFor =
    outstanding.length > maxNames
      ? `${outstanding.length.toLocaleString('en')} accounts and Regions`
      : list(outstanding.map(nameOf));
  const failures = parts.flatMap((part) => failuresOf(part, nameOf(part.scope)));
  return (
    <>
      {isLoading && !isQuiet && (
        <div className="progress late" role="status">
          <progress aria-label="Loading" /> {count(progress.count, 'resource')} loaded
          {outstanding.length > 0 && `; waiting for ${waitedFor}`}. {age}
        </div>
      )}
      {failure !== undefined && <Failure text={`Could not load the map: ${failure}`}>{age}</Failure>}
      {failures.length > maxNames ? (
        <details className="failure">
          <summary>
            <span role="alert">
              {failures[0]?.text} And {count(failures.length - 1, 'more failure')}.
            </span>
          </summary>
          {failures.map(({ text }) => (
            <p key={text}>{text}</p>
          ))}
        </details>
      ) : (
        failures.map(({ text, readAt }) => (
          <Failure key={text} text={text}>
            {readAt !== undefined && `The picture shows what was read ${ago(readAt, now)}.`}
          </Failure>
        ))
      )}
    </>
  );
}

/** One sentence for all lists of a scope that have the same age and could not be read for the same reason. */
function failuresOf(part: Part, scope: string): { text: string; readAt: number | undefined }[] {
  const failed = kinds.filter((kind) => part[kind].failure !== undefined);
  const alike = groupBy(failed, (kind) => {
    const { readAt, failure }: List<unknown> = part[kind];
    return `${readAt} ${failure}`;
  });
  return [...alike.values()].map((together) => {
    const [first = 'sessions'] = together;
    const { readAt, failure } = part[first];
    const names = capitalise(list(together.map(kindNames)));
    const what = together.length === kinds.length ? `${scope} is` : `${names} of ${scope} are`;
    return { text: `${what} ${readAt === undefined ? 'missing' : 'out of date'}: ${failure}`, readAt };
  });
}

const capitalise = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
