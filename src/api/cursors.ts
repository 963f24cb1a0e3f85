/** Cursors: where a list goes on, signed, and bound to the arguments of the list. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which scope of the list, EC2's token of a page in it, and what of that page is already delivered. The first page has no token. */
export interface Position {
  /** Index in the scopes of the list. */
  readonly scope: number;
  readonly nextToken: string | undefined;
  /** How many items. */
  readonly offset: number;
  /** The id of the last of them: items before it may have gone since. */
  readonly last?: string | undefined;
}

export interface CursorCodec {
  /** @param bound what the cursor is good for, for example the field and its criteria; the same must be given to read it. */
  toCursor(position: Position, bound: string): string;
  /** @returns undefined when the cursor was not made here, or for other arguments. */
  parseCursor(cursor: string, bound: string): Position | undefined;
}

/** @param secret what signs; the same on every replica, or cursors are good only where they were made. */
export function createCursorCodec(secret: string): CursorCodec {
  const sign = (payload: string, bound: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([payload, bound]))
      .digest()
      .subarray(0, 16);
  return {
    toCursor({ scope, nextToken = '', offset, last = '' }, bound) {
      const payload = `${scope}:${offset}:${last}:${nextToken}`;
      return Buffer.concat([sign(payload, bound), Buffer.from(payload)]).toString('base64url');
    },
    parseCursor(cursor, bound) {
      const bytes = Buffer.from(cursor, 'base64url');
      const payload = bytes.subarray(16).toString();
      if (bytes.length < 18 || !timingSafeEqual(bytes.subarray(0, 16), sign(payload, bound)))
        return undefined;
      const [, scope, offset, last, nextToken] = /^(\d+):(\d+):([\w-]*):(.*)$/s.exec(payload) ?? [];
      return {
        scope: Number(scope),
        offset: Number(offset),
        last: last || undefined,
        nextToken: nextToken || undefined,
      };
    },
  };
}
