/** The bodies of answers that are not sent yet. Equal ones are kept once: many clients may wait for the same long list. */

/** What is handed to the system at a time. */
export const chunkBytes = 64 * 1_024;

export interface Bodies {
  /** The size of all bodies that are kept. */
  bytes(): number;
  /** @returns what to send, and to pass to `drop` when it was sent. */
  keep(body: string | Buffer): string | Buffer;
  drop(kept: string | Buffer): void;
}

export function createBodies(): Bodies {
  /** How many answers need each. */
  const answersOf = new Map<Buffer, number>();
  let totalBytes = 0;

  function equalTo(data: Buffer): Buffer {
    for (const known of answersOf.keys()) if (known.equals(data)) return known;
    return data;
  }

  return {
    bytes: () => totalBytes,
    keep(body) {
      if (typeof body === 'string' && body.length <= chunkBytes) {
        totalBytes += Buffer.byteLength(body);
        return body;
      }
      // Bytes, because a text would be converted, and kept, once more for each connection.
      const kept = equalTo(typeof body === 'string' ? Buffer.from(body) : body);
      const answers = answersOf.get(kept) ?? 0;
      if (answers === 0) totalBytes += kept.length;
      answersOf.set(kept, answers + 1);
      return kept;
    },
    drop(kept) {
      const others = typeof kept === 'string' ? 0 : (answersOf.get(kept) ?? 1) - 1;
      if (typeof kept !== 'string' && others > 0) answersOf.set(kept, others);
      if (others > 0) return;
      if (typeof kept !== 'string') answersOf.delete(kept);
      totalBytes -= Buffer.byteLength(kept);
    },
  };
}
