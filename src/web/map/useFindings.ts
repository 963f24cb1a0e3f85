/** Reads the findings once the picture is there, and again whenever the picture has changed. */
import { useEffect, useState } from 'react';
import type { Findings } from './findings.ts';
import { loadFindings } from './loadFindings.ts';
import type { Send } from './request.ts';

export interface Checking {
  /** What was read last. Undefined until then. */
  readonly findings?: Findings;
  readonly isChecking: boolean;
  /** Why the findings could not be read the last time. */
  readonly failure?: string;
}

/** @param picture how to read findings for the picture that is shown. A new one for each picture; undefined until there is one. */
export function useFindings(picture: { readonly send: Send } | undefined): Checking {
  const [checking, setChecking] = useState<Checking>({ isChecking: false });
  useEffect(() => {
    if (picture === undefined) return;
    const stop = new AbortController();
    setChecking(({ findings }) => ({ ...(findings && { findings }), isChecking: true }));
    loadFindings(picture.send, stop.signal).then(
      (findings) => {
        if (!stop.signal.aborted) setChecking({ findings, isChecking: false });
      },
      ({ message }: Error) => {
        if (stop.signal.aborted) return;
        setChecking(({ findings }) => ({
          ...(findings && { findings }),
          isChecking: false,
          failure: message,
        }));
      },
    );
    return () => stop.abort();
  }, [picture]);
  return checking;
}
