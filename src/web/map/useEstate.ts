/** The estate as it is read, and read again when the token changes or the reader asks for it. */
import { useCallback, useEffect, useState } from 'react';
import { type Estate, loadEstate, type Progress } from './estate.ts';
import type { Send } from './request.ts';

const nothing: Estate = { interfaces: [], sessions: [], targets: new Map(), filters: new Map() };

export function useEstate(send: Send) {
  const [estate, setEstate] = useState(nothing);
  const [progress, setProgress] = useState<readonly Progress[]>([]);
  const [isReading, setIsReading] = useState(true);
  const [failure, setFailure] = useState('');
  /** How often it has been read: what hangs on a fresh estate hangs on this. */
  const [round, setRound] = useState(0);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      setIsReading(true);
      setFailure('');
      try {
        const fresh = await loadEstate(send, setProgress, stop.signal);
        if (stop.signal.aborted) return;
        setEstate(fresh);
        setRound(turn + 1);
      } catch (error) {
        if (!stop.signal.aborted) setFailure((error as Error).message);
      }
      if (!stop.signal.aborted) setIsReading(false);
    };
    void read();
    return () => stop.abort();
  }, [send, turn]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { estate, setEstate, progress, isReading, failure, round, reload };
}
