/** What a change of many sessions would do to the findings. It is read beside the plan, and for more than one request only if asked for. */
import { useEffect, useState } from 'react';
import { DeltaLines } from '../PlannedFindings.tsx';
import type { Send } from '../request.ts';
import { count } from '../words.ts';
import { chunksOf, planned } from './chunks.ts';
import { nothingYet, type Together, together } from './deltas.ts';
import type { Item } from './items.ts';
import type { Job } from './jobs.ts';

interface Read {
  readonly found: Together;
  readonly left: number;
  readonly failure?: string;
}

/** @param isAsked whether to wait until the user asks for it. */
export function BulkFindings({
  job,
  items,
  send,
  isAsked,
}: {
  job: Job;
  items: readonly Item[];
  send: Send;
  isAsked: boolean;
}) {
  const [isWanted, setWanted] = useState(!isAsked);
  const [read, setRead] = useState<Read>();
  useEffect(() => {
    if (!isWanted) return;
    const stop = new AbortController();
    const show = (next: Read) => {
      if (!stop.signal.aborted) setRead(next);
    };
    const readAll = async () => {
      const chunks = chunksOf(items, planned);
      let found = nothingYet;
      for (const [index, chunk] of chunks.entries()) {
        show({ found, left: chunks.length - index });
        const { plan } = await job.findings(send, chunk, stop.signal);
        const deltas = (plan?.plans ?? []).map(({ findings }) => findings);
        if (deltas.length !== chunk.length) throw new Error('The gateway returned no findings.');
        found = together(
          found,
          deltas.flatMap((delta) => delta ?? []),
        );
      }
      show({ found, left: 0 });
    };
    readAll().catch(({ message }: Error) => show({ found: nothingYet, left: 0, failure: message }));
    return () => stop.abort();
  }, [isWanted, job, items, send]);

  if (!isWanted)
    return (
      <p>
        <button type="button" onClick={() => setWanted(true)}>
          Look for what it would do to the findings
        </button>{' '}
        It takes a while for {count(items.length, 'session')}.
      </p>
    );
  if (read === undefined || read.left > 0)
    return (
      <p role="status">
        Looking for what it would do to the findings…
        {read && read.left > 1 && ` ${count(read.left, 'request')} left.`}
      </p>
    );
  if (read.failure !== undefined)
    return <p className="mark">What it would do to the findings is not known. {read.failure}</p>;
  const { added, resolved, unchecked } = read.found;
  return (
    <DeltaLines
      added={[...added.values()]}
      resolved={[...resolved.values()]}
      unchecked={[...unchecked.values()]}
    />
  );
}
