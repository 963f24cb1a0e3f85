/** Says on standard error why a program cannot start. */
import { ConfigError } from './config/config.ts';

/** `EX_CONFIG` of sysexits.h: the settings are wrong, so a restart will not help. */
const badSettings = 78;

/** Prints all wrong settings, or one line. @param otherwise the exit code of everything else. @returns the exit code. */
export function reportStart(error: unknown, otherwise: number): number {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((line) => `  ${line}\n`).join('');
    process.stderr.write(`cannot start, because of these settings:\n${lines}`);
    return badSettings;
  }
  const { message, code } = error as NodeJS.ErrnoException;
  const advice = code === 'EADDRINUSE' ? '; set PORT, ADMIN_PORT or EMULATOR_PORT to a free one' : '';
  process.stderr.write(`cannot start: ${message}${advice}\n`);
  return otherwise;
}
