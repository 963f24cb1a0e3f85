/** The ids of operations: each is all that is kept of one, signed so that nobody can make one up. */
import * as z from 'zod';
import type { Approval } from '../../policies/approvals.ts';
import { type Move, textOf } from '../../policies/moves.ts';
import { createSigner, signatureLength } from '../../policies/signing.ts';

const count = z.int().min(0);

/** As arrays, to be short. */
const payload = z.union([
  z.tuple([
    z.literal('apply'),
    z.string(),
    z.string(),
    count,
    z.array(z.tuple([z.string(), z.string(), count, count, count])),
  ]),
  z.tuple([z.literal('move'), z.string(), z.string(), z.string(), z.string(), count, count, z.boolean()]),
]);

/** What an id says. */
export type Known =
  | { readonly kind: 'APPLY_POLICY'; readonly approval: Approval }
  | { readonly kind: 'MOVE_SESSIONS'; readonly move: Move };

export interface OperationIds {
  /** @returns the id, whose beginning is the operation's name. */
  toId(approval: Omit<Approval, 'operation'>): string;
  toMoveId(move: Move): string;
  /** @returns undefined when it was not signed with this secret. */
  parseId(id: string): Known | undefined;
}

/** The name of an operation, from its id: its signature, which also names it in the audit. */
export const operationOf = (id: string): string => id.slice(0, signatureLength);

/** @param secret all replicas must have the same. */
export function createOperationIds(secret: string): OperationIds {
  const { sign, isSigned } = createSigner(secret);
  const signed = (text: string) => `${sign(text)}${Buffer.from(text).toString('base64url')}`;
  return {
    toId({ policyName, policyHash, startedAtMs, places }) {
      const counts = places.map(
        ({ accountId, region, counts: { MODIFY, CREATE, DELETE } }) =>
          [accountId, region, MODIFY, CREATE, DELETE] as [string, string, number, number, number],
      );
      const given: z.input<typeof payload> = ['apply', policyName, policyHash, startedAtMs, counts];
      return signed(JSON.stringify(given));
    },
    toMoveId: (move) => signed(textOf(move)),
    parseId(id) {
      const operation = operationOf(id);
      const text = Buffer.from(id.slice(signatureLength), 'base64url').toString();
      // The tags of moves are signed with the same secret, and what these say is no id.
      const given = isSigned(text, operation) ? payload.safeParse(fromJson(text)).data : undefined;
      return given && read(operation, given);
    },
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function read(operation: string, given: z.output<typeof payload>): Known {
  if (given[0] === 'move') {
    const [, accountId, region, fromId, toId, startedAtMs, total, rollsBack] = given;
    const move = { accountId, region, fromId, toId, startedAtMs, total, rollsBack };
    return { kind: 'MOVE_SESSIONS', move };
  }
  const [, policyName, policyHash, startedAtMs, places] = given;
  const approval = {
    ...{ operation, policyName, policyHash, startedAtMs },
    places: places.map(([accountId, region, MODIFY, CREATE, DELETE]) => ({
      accountId,
      region,
      counts: { MODIFY, CREATE, DELETE },
    })),
  };
  return { kind: 'APPLY_POLICY', approval };
}
