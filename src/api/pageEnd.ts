/** Where a page of a list ends although there is more: before its request runs out of EC2 calls or time. */
import { runUntil } from '../ec2/deadline.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import { lost } from '../ec2/failures.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Ec2Usage } from '../ec2/usage.ts';

/** A page leaves at least so many calls, or a quarter if the request has fewer than four times as many, to what else it must read. */
const callsKept = 12;
/** It leaves a fifth of the time, and at least this much. */
const [shareForReading, leastMsKept] = [0.8, 1_000];
/** How long one account and Region of several may keep the list waiting, or half of the time if that is less. */
const patienceMs = 5_000;
/** The same for further Regions of an account that has kept it waiting in vain. */
const nextPatienceMs = 500;

interface PageEndOptions {
  readonly usage: Ec2Usage;
  readonly isOverSeveral: boolean;
  /** How many further reads the query may need in each account and Region of which the page has items. */
  readonly furtherReads: number;
}

export interface PageEnd {
  /** To be called when the page has items of a scope. */
  found(scope: Ec2Scope): void;
  /** How many accounts and Regions can be read now: one, however little is left, if none was read yet. 0: the page ends here. */
  affordable(): number;
  /**
   * Reads some of a scope. The first read of a single scope has all of the time: there is nothing yet that could be answered instead.
   *
   * @throws Ec2Failure `lost` when one of several scopes keeps the list waiting for too long; `cancelled` when it is time to end the page.
   */
  read<Result>(scope: Ec2Scope, read: (usage: Ec2Usage) => Promise<Result>): Promise<Result>;
}

export function createPageEnd({ usage, isOverSeveral, furtherReads }: PageEndOptions): PageEnd {
  const atMs = performance.now();
  const leftMs = usage.endsAtMs - atMs;
  const endsAtMs = atMs + Math.min(leftMs * shareForReading, leftMs - leastMsKept);
  const least = Math.min(callsKept, Math.floor(usage.readsLeft() / 4));
  const slow = new Set<string>();
  const withItems = new Set<Ec2Scope>();
  let hasRead = false;

  return {
    found: (scope) => {
      withItems.add(scope);
    },
    affordable() {
      const kept = Math.max(least, withItems.size * furtherReads);
      const count = Math.floor((usage.readsLeft() - kept) / (1 + furtherReads));
      return Math.max(hasRead ? 0 : 1, performance.now() < endsAtMs ? count : 0);
    },
    async read({ accountId }, read) {
      const isOnly = !hasRead && !isOverSeveral;
      hasRead = true;
      if (isOnly) return read(usage);
      const patience = slow.has(accountId) ? nextPatienceMs : Math.min(patienceMs, leftMs / 2);
      const scopeEndsAtMs = isOverSeveral ? performance.now() + patience : endsAtMs;
      try {
        return await runUntil(Math.min(endsAtMs, scopeEndsAtMs), usage.signal, (signal) =>
          read({ ...usage, signal }),
        );
      } catch (failure) {
        const isCut = failure instanceof Ec2Failure && failure.kind === 'cancelled' && !usage.signal.aborted;
        if (!isCut || endsAtMs <= scopeEndsAtMs) throw failure;
        slow.add(accountId);
        throw lost();
      }
    },
  };
}

/** Failures that say of the request, and not of the scope, that it can read no more. */
export const isOfRequest = ({ kind }: Ec2Failure): boolean => kind === 'overspent' || kind === 'cancelled';
