/** The pages of this gateway that are open in the same browser tell each other who is signed in. No message leaves the browser. */
import type { Session } from './session.ts';

export type Message =
  /** Who is signed in? */
  | { readonly kind: 'ask' }
  /** Also the answer to `ask`. */
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'signedOut' }
  /** The issuer has sent the user back to a tab that did not begin this sign-in, with this query string. */
  | { readonly kind: 'answer'; readonly answer: string }
  /** The tab that began it has the answer now. */
  | { readonly kind: 'taken'; readonly state: string };

const channel = new BroadcastChannel('traffic-mirror-sign-in');

export const tell = (message: Message) => channel.postMessage(message);

export function listen(hear: (message: Message) => void): () => void {
  const handler = (event: Event) => hear((event as MessageEvent).data);
  channel.addEventListener('message', handler);
  return () => channel.removeEventListener('message', handler);
}

/** Tells the others, and waits for an answer. @returns undefined if none has come in time. */
export function ask<Answer>(
  message: Message,
  timeoutMs: number,
  toAnswer: (message: Message) => Answer | undefined,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const finish = (answer: Answer | undefined) => {
      stop();
      clearTimeout(timer);
      resolve(answer);
    };
    const stop = listen((heard) => {
      const answer = toAnswer(heard);
      if (answer !== undefined) finish(answer);
    });
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    tell(message);
  });
}
