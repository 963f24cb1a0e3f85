/** How many connections a process can have: each is an open file, and others need some too. */
import { readFileSync } from 'node:fs';
import type { Logger } from '../log.ts';

/** For the calls to EC2, the audit file, the admin port, and what Node.js itself opens. */
const reserved = 256;

/** The system's limit for this process; undefined where /proc does not tell (it does on Linux, proc(5)). */
function maxOpenFiles(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** Lowers a limit of connections to what the system allows, and logs that. */
export function connectionsWithin(limit: number, log: Logger): number {
  const openFiles = maxOpenFiles() ?? Number.POSITIVE_INFINITY;
  const connections = Math.max(1, Math.min(limit, openFiles - reserved));
  if (connections < limit)
    log.warn(
      { limit, connections, openFiles },
      'fewer connections than the limit `connections`: raise the number of files that the process may open (ulimit -n)',
    );
  return connections;
}
