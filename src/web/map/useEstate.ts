/** Loads the estate when the page opens, when the token changes, and when the user asks for it. */
import { useCallback, useEffect, useState } from 'react';
import { type Estate, loadEstate, type Progress } from './estate.ts';
import type { Send } from './request.ts';

const nothing: Estate = { interfaces: [], sessions: [], targets: new Map(), filters: new Map() };

export function useEstate(send: Send) {
  const [estate, setEstate] = useState(nothing);
  const [progress, setProgress] = useState<readonly Progress[]>([]);
  const [isLoading, setIsLoading] = useState(true);
  const [failure, setFailure] = useState('');
  const [requested, setRequested] = useState(1);
  /** The number of the load that the estate comes from; changes whenever the estate has been loaded afresh. */
  const [loaded, setLoaded] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    const load = async () => {
      setIsLoading(true);
      setFailure('');
      try {
        const fresh = await loadEstate(send, setProgress, stop.signal);
        if (stop.signal.aborted) return;
        setEstate(fresh);
        setLoaded(requested);
      } catch (error) {
        if (!stop.signal.aborted) setFailure((error as Error).message);
      }
      if (!stop.signal.aborted) setIsLoading(false);
    };
    void load();
    return () => stop.abort();
  }, [send, requested]);

  const reload = useCallback(() => setRequested((before) => before + 1), []);
  return { estate, setEstate, progress, isLoading, failure, loaded, reload };
}
