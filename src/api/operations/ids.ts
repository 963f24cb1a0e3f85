/** The ids of operations: each is all that is kept of one, signed so that nobody can make one up. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Approval } from '../../policies/approvals.ts';

const count = z.int().min(0);

/** As an array, to be short. */
const payload = z.tuple([
  z.literal('apply'),
  z.string(),
  z.string(),
  count,
  z.array(z.tuple([z.string(), z.string(), count, count, count])),
]);

/** Bytes of the signature, which also names the operation in the audit. */
const signatureBytes = 16;
const nameLength = Math.ceil((signatureBytes * 4) / 3);

export interface OperationIds {
  /** @returns the id, whose beginning is the operation's name. */
  toId(approval: Omit<Approval, 'operation'>): string;
  /** @returns undefined when it was not signed with this secret. */
  parseId(id: string): Approval | undefined;
}

/** The name of an operation, from its id. */
export const operationOf = (id: string): string => id.slice(0, nameLength);

/** @param secret all replicas must have the same. */
export function createOperationIds(secret: string): OperationIds {
  const sign = (text: string) =>
    createHmac('sha256', secret).update(`operation ${text}`).digest().subarray(0, signatureBytes);
  return {
    toId({ policyName, policyHash, startedAtMs, places }) {
      const text = JSON.stringify([
        'apply',
        policyName,
        policyHash,
        startedAtMs,
        places.map(({ accountId, region, counts: { MODIFY, CREATE, DELETE } }) => [
          accountId,
          region,
          MODIFY,
          CREATE,
          DELETE,
        ]),
      ] satisfies z.input<typeof payload>);
      return `${sign(text).toString('base64url')}${Buffer.from(text).toString('base64url')}`;
    },
    parseId(id) {
      const signature = Buffer.from(operationOf(id), 'base64url');
      const text = Buffer.from(id.slice(nameLength), 'base64url').toString();
      if (signature.length !== signatureBytes || !timingSafeEqual(signature, sign(text))) return undefined;
      const [, policyName, policyHash, startedAtMs, places] = payload.parse(JSON.parse(text));
      return {
        operation: operationOf(id),
        policyName,
        policyHash,
        startedAtMs,
        places: places.map(([accountId, region, MODIFY, CREATE, DELETE]) => ({
          accountId,
          region,
          counts: { MODIFY, CREATE, DELETE },
        })),
      };
    },
  };
}
