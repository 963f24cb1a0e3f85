/** Lists the policies of the policy file, with how far EC2 is from each. */
import {
  OrphansDocument,
  PoliciesDocument,
  type PoliciesQuery,
} from '../../../../generated/web/onDemand/graphql.ts';
import { DataTable } from '../../DataTable.tsx';
import { Failure } from '../../Failure.tsx';
import type { Column } from '../../table.ts';
import { UsedBy } from '../../UsedBy.tsx';
import { count } from '../../words.ts';
import { ReadingState } from '../ReadingState.tsx';
import { everywhere, type Pictured, useReading } from '../useReading.ts';
import { countNames } from './words.ts';

type File = NonNullable<PoliciesQuery['file']>;

const columns: readonly Column<File['policies'][number]>[] = [
  { name: 'No.', cellOf: ({ sessionNumber }) => String(sessionNumber) },
  {
    name: 'Policy',
    cellOf: ({ name }) => name,
    chosenOf: ({ name }) => ({ kind: 'policy', id: name }),
  },
  { name: 'Mode', cellOf: ({ mode }) => mode.toLowerCase() },
  ...countNames.map(([field, name]) => ({
    name,
    cellOf: ({ coverage }: File['policies'][number]) => coverage?.[field] ?? 'not known',
  })),
];

export function PoliciesPanel({ picture }: { picture: Pictured }) {
  const reading = useReading(picture, '', (send, signal) => send(PoliciesDocument, everywhere, signal));
  const file = reading.read?.file;
  return (
    <>
      <ReadingState what="The policies are" picture={picture} reading={reading} />
      {file === null && (
        <p>
          The gateway has no policy file. A policy says which network interfaces must be mirrored, and where
          to; the gateway then shows what is missing, and can keep it so. Whoever runs the gateway can name a
          file with the setting <code>POLICY_FILE</code>.
        </p>
      )}
      {file && (
        <>
          {file.problems.length > 0 && (
            <section aria-label="Problems of the file" className="mark">
              <p role="alert">
                ⚠ The policy file has a newer text that is wrong, so the text of {file.loadedAt} stays in
                force, and nothing is deleted:
              </p>
              <ul className="links">
                {file.problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            </section>
          )}
          <DataTable
            caption={`Policies of ${file.owner}`}
            columns={columns}
            rows={file.policies}
            noun="policy"
            fileName="policies"
          />
          <Orphans owner={file.owner} picture={picture} />
        </>
      )}
    </>
  );
}

/** Sessions that no policy of the file is about any more. */
function Orphans({ owner, picture }: { owner: string; picture: Pictured }) {
  const { read, failure } = useReading(picture, '', (send, signal) =>
    send(OrphansDocument, everywhere, signal),
  );
  const orphans = read?.file?.orphans ?? [];
  return (
    <>
      {failure !== undefined && (
        <Failure text={`Which sessions belong to no policy of the file is not known: ${failure}`} />
      )}
      {orphans.length > 0 && (
        <section aria-label="Sessions of no policy" className="uses-of">
          <h3>Sessions of no policy</h3>
          <p>
            {count(orphans.length, 'session')} of the owner {owner} whose policy is not in the file, or not
            for their account and Region. They are kept. To end them, write the policy into the file again,
            with <code>mode: retire</code>.
          </p>
          <UsedBy sessions={orphans} />
        </section>
      )}
    </>
  );
}
