/** Says what is wrong with the settings, as a start does, or shows those in effect: `--check-config`. */
import type { Environment } from '../config/config.ts';
import { shownSettings } from '../config/shown.ts';
import { parseStartable } from '../startable.ts';
import { reportStart } from '../startProblems.ts';
import { checkOnline } from './online.ts';

/**
 * Shows the settings as JSON on standard output, and everything else on standard error.
 *
 * @param isOnline whether to ask those that the gateway will ask. Nobody is asked with settings that a start would refuse.
 * @returns the exit code.
 */
export async function checkConfig(env: Environment, isOnline: boolean): Promise<number> {
  try {
    const config = await parseStartable(env, true);
    process.stdout.write(`${JSON.stringify(shownSettings(config), undefined, 2)}\n`);
    return isOnline ? await checkOnline(config) : 0;
  } catch (error) {
    return reportStart(error, 1);
  }
}
