/** The files with keys that the settings name, when the gateway starts. */
import { type Config, ConfigError } from '../config/config.ts';
import { readKeys } from './jwks.ts';

const { signal: never } = new AbortController();

/** Later, the last good keys stay while a file cannot be used. At the start there are none. @throws ConfigError with every problem. */
export async function checkKeyFiles({ auth }: Pick<Config, 'auth'>): Promise<void> {
  if (auth.mode !== 'jwt') return;
  const problems = await Promise.all(
    auth.issuers.map(async ({ keys }, index) => {
      if (!('file' in keys)) return [];
      const setting =
        auth.issuersFile === undefined ? 'AUTH_JWKS_FILE' : `AUTH_ISSUERS_FILE: issuers.${index}.jwksFile`;
      return readKeys(keys, never).then(
        () => [],
        // The message may quote some lines of the file.
        ({ message }: Error) => [`${setting}: ${keys.file}: ${message.replace(/\s+/g, ' ')}`],
      );
    }),
  );
  if (problems.flat().length > 0) throw new ConfigError(problems.flat());
}
