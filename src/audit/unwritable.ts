/** Why the audit file cannot be written: what operators are told, and when the gateway can go on. */
import { BrokenChain } from './chain.ts';

/** Reasons besides the system's errors, and what the log says about each. */
const messages = {
  held: 'another process writes to the file; changes are off until that process ends',
  moved: 'the file was moved or deleted; changes are off until a new one is begun, in a few seconds',
  changed: 'another program has changed the file; changes are off until you move the file away',
  occupied: 'another audit file was moved to the place of the file; changes are off until you move it away',
  broken: 'the file is not an intact audit file; changes are off until you move the file away',
} as const;

const ofSystem =
  'the file cannot be written; changes are off until it can be, which is tried every few seconds';

/** The file belongs to another process, or somebody else has moved or changed it. */
export class Unwritable extends Error {
  constructor(readonly reason: Exclude<keyof typeof messages, 'broken'>) {
    super(messages[reason]);
  }
}

/** @returns the reason, for programs: one of the above, or the system's error code such as `ENOSPC`; and a message for people. */
export function explain(error: unknown): { readonly reason: string; readonly message: string } {
  if (error instanceof Unwritable) return { reason: error.reason, message: error.message };
  if (error instanceof BrokenChain) return { reason: 'broken', message: messages.broken };
  const { code = 'other' } = error as NodeJS.ErrnoException;
  return { reason: code, message: ofSystem };
}

/** Full disks, exceeded quotas, the largest size of a file, and errors of the device. */
const passing = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** Whether a file that cannot be opened at the start is trouble that passes. Anything else is a wrong setting. */
export function canPass(error: unknown): boolean {
  if (error instanceof Unwritable) return true;
  return passing.has((error as NodeJS.ErrnoException).code ?? '');
}
