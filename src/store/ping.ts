/** Asks the store once whether it answers, for who checks the settings. */
import { type Link, type LinkSettings, openLink } from './link.ts';

/** Connects, and sends a PING. @throws Error that says why there was no answer. */
export async function ping(settings: LinkSettings, withinMs: number): Promise<void> {
  let link: Link | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<unknown>((resolve, reject) => {
      let latest = new Error(`no answer within ${withinMs} ms`);
      timer = setTimeout(() => reject(latest), withinMs);
      const events = {
        onReady: () => void link?.send('ping', ['PING']).then(resolve, reject),
        // It tries again, perhaps at another address.
        onError: (error: Error) => {
          latest = error;
        },
        onEnd: reject,
      };
      link = openLink(settings, events, 0);
    });
  } finally {
    clearTimeout(timer);
    link?.destroy();
  }
}
