/** The log: one line of JSON per event. */
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger<Notice>;

/** The level of what every operator wants to see, such as the start and the end: `LOG_LEVEL=warn` shows it too. */
type Notice = 'notice';

/**
 * Creates the log.
 *
 * @param level the lowest level that is logged.
 * @param destination default: standard output.
 */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Logger {
  const options = {
    level,
    // pino's `warn` is 40, and `error` 50.
    customLevels: { notice: 45 } satisfies Record<Notice, number>,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: kindAndPlace },
  };
  return pino(options, destination);
}

/** How many bytes wait while standard output takes none. */
const maxWaiting = 1_000_000;

/**
 * Written synchronously, because buffered lines would be lost or out of order when the process ends. If it is a file on a full disk, lines
 * wait for space, and the latest ones are lost when too many wait. Without the listener, the first one would end the process.
 */
function standardOutput(): DestinationStream {
  return pino.destination({ fd: 1, sync: true, maxLength: maxWaiting }).on('error', () => {});
}

/**
 * What is logged of an error: its name, and the innermost function and position of its stack. Its message and other properties may hold
 * anything, and the SDK's errors carry credentials.
 */
function kindAndPlace(error: Error): { kind: string; at: string | undefined } {
  const [, inside, place] =
    /^ +at (?:(.*) \()?(?:.*[\\/])?([^\\/]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  return { kind: error.name, at: [inside, place].filter(Boolean).join(' ') || undefined };
}
