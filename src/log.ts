/** The log: one JSON line an event, on standard output. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** @param destination default: standard output. Each line is written when it is logged; lines that wait are out of order, or lost, when the process ends. */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: kindAndPlace },
  };
  return pino(options, destination);
}

/** All that is written down of an error: its message and what hangs on it may hold anything, and an error of the SDK carries credentials. */
function kindAndPlace(error: Error): { kind: string; at: string | undefined } {
  const [, inside, place] =
    /^ +at (?:(.*) \()?(?:.*[\\/])?([^\\/]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  return { kind: error.name, at: [inside, place].filter(Boolean).join(' ') || undefined };
}
