/** The bodies of answers that are not sent yet, and their size. Equal long ones are kept once: many clients may wait for the same list. */

/** What an answer keeps. */
export interface Kept {
  /** To be called once, when the answer was sent or cut. */
  drop(): void;
}

export interface Bodies {
  /** The size of all bodies that are kept. */
  bytes(): number;
  /** Keeps a body of its own for one answer. */
  keepOwn(bytes: number): Kept;
  /** @returns the bytes to send, which may be those of an equal body. */
  keepShared(body: Buffer): Kept & { readonly data: Buffer };
}

export function createBodies(): Bodies {
  /** How many answers need each. */
  const answersOf = new Map<Buffer, number>();
  let totalBytes = 0;

  function equalTo(body: Buffer): Buffer {
    if (answersOf.has(body)) return body;
    for (const known of answersOf.keys()) if (known.equals(body)) return known;
    return body;
  }

  function keepOwn(bytes: number): Kept {
    totalBytes += bytes;
    return {
      drop() {
        totalBytes -= bytes;
      },
    };
  }

  return {
    bytes: () => totalBytes,
    keepOwn,
    keepShared(body) {
      const data = equalTo(body);
      const answers = answersOf.get(data) ?? 0;
      if (answers === 0) totalBytes += data.length;
      answersOf.set(data, answers + 1);
      return {
        data,
        drop() {
          const others = (answersOf.get(data) ?? 1) - 1;
          if (others > 0) return void answersOf.set(data, others);
          answersOf.delete(data);
          totalBytes -= data.length;
        },
      };
    },
  };
}
