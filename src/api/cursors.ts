/** Cursors: signed positions in a list, valid only with the arguments of that list. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A position in a list: a scope, a page of EC2's in that scope, and how much of that page has been delivered. */
export interface Position {
  /** The name of an account and Region, as `nameOf` makes it. Empty: the first one of the list. */
  readonly scope: string;
  /** EC2's token of the page. Undefined: the first page. */
  readonly nextToken: string | undefined;
  /** How many items of the page have been delivered. */
  readonly offset: number;
  /** The id of the item delivered last. The offset alone is not enough, because items before it may have been deleted since. */
  readonly last?: string | undefined;
}

export interface CursorCodec {
  /** @param bound what the cursor is valid for, for example the field and its criteria. Reading it needs the same. */
  toCursor(position: Position, bound: string): string;
  /** @returns undefined when the cursor was not signed with this secret, or was made for something else. */
  parseCursor(cursor: string, bound: string): Position | undefined;
}

/** @param secret the key that signs cursors. All replicas must have the same, or each accepts only its own cursors. */
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
      const [, scope = '', offset, last, nextToken] = /^([\w/-]*):(\d+):([\w-]*):(.*)$/s.exec(payload) ?? [];
      return {
        scope,
        offset: Number(offset),
        last: last || undefined,
        nextToken: nextToken || undefined,
      };
    },
  };
}
