/** What the gateway says about settings that it does not start with. */
import { ConfigError, parseConfig } from '../../src/config/config.ts';

/** @returns one line for each problem; none if it would start. */
export function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
