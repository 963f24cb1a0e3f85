/** Signs what the gateway hands out or writes into tags, and must know again as its own. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const bytes = 16;
/** Characters of a signature. */
export const signatureLength = Math.ceil((bytes * 4) / 3);

export interface Signer {
  /** @returns letters, digits, `-` and `_`. Equal texts have equal signatures. */
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
}

/** @param secret all replicas must have the same. */
export function createSigner(secret: string): Signer {
  const digest = (text: string) =>
    createHmac('sha256', secret).update(`operation ${text}`).digest().subarray(0, bytes);
  return {
    sign: (text) => digest(text).toString('base64url'),
    isSigned(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      return given.length === bytes && timingSafeEqual(given, digest(text));
    },
  };
}
