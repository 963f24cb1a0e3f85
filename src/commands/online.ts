/** Asks those that the gateway will ask, changes nothing, and says in a line for each whether it answered: `--check-config --online`. */
import type { Config } from '../config/config.ts';
import { pingStore } from '../coordination.ts';
import { readKeys } from '../identity/jwks.ts';
import { type Asker, createAsker } from './asking.ts';
import { checkAws } from './aws.ts';

/** The issuer itself is given 5 s. */
const keysMs = 6_000;
const storeMs = 3_000;

/** @returns the exit code. */
export async function checkOnline(config: Config): Promise<number> {
  const asker = createAsker((line) => process.stderr.write(`${line}\n`));
  await Promise.all([checkIssuers(config, asker), checkStore(config, asker), checkAws(config, asker)]);
  // A call that hangs is left alone, and must not keep the process: this timer alone does not.
  setTimeout(() => process.exit(), 200).unref();
  return asker.hasFailed() ? 1 : 0;
}

async function checkIssuers({ auth }: Config, { ask }: Asker): Promise<void> {
  if (auth.mode !== 'jwt') return;
  const askOne = ({ issuer, keys }: (typeof auth.issuers)[number]) => {
    const where = 'url' in keys ? keys.url : keys.file;
    return ask({
      about: `keys of ${issuer}`,
      withinMs: keysMs,
      ask: (signal) =>
        readKeys(keys, signal).catch((error: Error) => {
          throw new Error(
            `${where}: ${reasonOf(error)}; check this address, and that the issuer can be reached from here`,
          );
        }),
      show: () => where,
    });
  };
  await Promise.all(auth.issuers.map(askOne));
}

/** `fetch` says only that it failed, and why in the cause. */
const reasonOf = ({ message, cause }: Error) => (cause instanceof Error ? cause.message || message : message);

async function checkStore(config: Config, { ask }: Asker): Promise<void> {
  if (config.redisUrl === undefined) return;
  const addresses = config.redisUrl.addresses.map(({ host, port }) => `${host}:${port}`).join(', ');
  await ask({
    about: `store at ${addresses}`,
    withinMs: storeMs + 1_000,
    ask: () =>
      pingStore(config, storeMs).catch(({ message }: Error) => {
        throw new Error(
          `${message}; check REDIS_URL, the user, the password and the certificates, and that the store can be reached from here`,
        );
      }),
  });
}
