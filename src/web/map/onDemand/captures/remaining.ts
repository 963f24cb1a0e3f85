/** When captures end, in words. Pure. */

/** For example `1 h 05 min`, `14 min 03 s` or `9 s`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(rest)} s` : `${rest} s`;
}

interface Ending {
  readonly state: 'STARTING' | 'RUNNING' | 'OVERDUE';
  readonly expiresAt: string | null;
}

/** @param now in milliseconds since 1970. */
export function endText({ state, expiresAt }: Ending, now: number): string {
  if (expiresAt === null) return 'Its end cannot be read, so nobody ends it: give it a new one, or stop it.';
  const leftMs = Date.parse(expiresAt) - now;
  if (state === 'STARTING')
    return 'It is being started, and ends within two minutes unless all of its sessions come to be.';
  return leftMs > 0
    ? `Ends in ${durationText(leftMs)}.`
    : 'It is over: its sessions are deleted within a minute, if a gateway runs.';
}
