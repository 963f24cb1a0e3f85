/** The log: one JSON line an event, on standard output. */
import { type Logger, pino } from 'pino';

export type { Logger };

export function createLog(level: string): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Each line is written when it is logged. Lines that wait are out of order, or lost, when the process ends.
  return pino(options, pino.destination({ fd: 1, sync: true }));
}
