/** Watches an operation, and stops and resumes it. Its id is all that is needed, so it also goes on after a reload. */
import { useEffect, useState } from 'react';
import {
  OperationDocument,
  type OperationPayloadFragment,
  ResumeOperationDocument,
  StopOperationDocument,
} from '../../../../generated/web/onDemand/graphql.ts';
import { RequestFailure, toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import { useVisibility } from '../../useRefresh.ts';
import type { Pictured } from '../useReading.ts';
import { firstWatched, isOpen, once, stopped, withAnswer, withFailure } from './watched.ts';

export function useOperation(id: string, picture: Pictured) {
  const { send, refresh, end } = useScene();
  const isVisible = useVisibility();
  const [watched, setWatched] = useState(firstWatched);
  const [isSending, setSending] = useState(false);
  const [said, setSaid] = useState<{
    readonly warnings: readonly string[];
    readonly errors: readonly string[];
  }>({
    warnings: [],
    errors: [],
  });

  useEffect(() => {
    if (!isVisible || watched.waitMs === undefined || isSending) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () =>
        send(OperationDocument, { id }, stop.signal).then(
          ({ operation }) => {
            if (!stop.signal.aborted) setWatched((before) => withAnswer(before, operation));
          },
          (error: Error) => {
            const isPassing = !(error instanceof RequestFailure && error.isDenied);
            if (!stop.signal.aborted) setWatched((before) => withFailure(before, error.message, isPassing));
          },
        ),
      watched.waitMs,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [id, send, watched, isVisible, isSending]);

  // It is so after a new sign-in, too.
  useEffect(() => {
    if (picture !== undefined) setWatched(once);
  }, [picture]);

  // The picture shows what has been done.
  const isOver = watched.operation != null && !isOpen(watched.operation);
  useEffect(() => {
    if (isOver) refresh();
  }, [isOver, refresh]);
  const isDone = isOver || watched.operation === null;
  useEffect(() => {
    if (isDone) end(id);
  }, [isDone, end, id]);

  async function tell(
    ask: () => Promise<{ payload: OperationPayloadFragment | null }>,
    take: typeof stopped,
  ) {
    if (isSending) return;
    setSending(true);
    try {
      const { payload } = await ask();
      const operation = payload?.operation;
      setSaid({
        warnings: payload?.warnings ?? [],
        errors: payload?.userErrors.map(({ message }) => toSentence(message)) ?? [],
      });
      if (operation) setWatched((before) => take(before, operation));
    } catch (error) {
      setSaid({ warnings: [], errors: [(error as Error).message] });
    }
    setSending(false);
  }
  const named = { operationId: id };
  return {
    watched,
    isSending,
    ...said,
    /** @param rollBack whether what is done is undone, too. */
    stop: (rollBack: boolean) =>
      void tell(() => send(StopOperationDocument, { input: { ...named, rollBack } }), stopped),
    resume: () => void tell(() => send(ResumeOperationDocument, { input: named }), withAnswer),
  };
}
