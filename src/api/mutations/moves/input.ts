/** The input that begins a move. */
import * as z from 'zod';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import type {
  MoveTrafficMirrorSessionsInput,
  TrafficMirrorSessionFilterInput,
} from '../../../generated/types.ts';
import type { Move } from '../../../policies/moves.ts';
import { keptForMs } from '../../../policies/moveTags.ts';
import type { GatewayContext } from '../../context.ts';
import { parseId } from '../../ids.ts';
import { scopesOf } from '../../operations/operation.ts';
import type { Problem, UserError } from '../../userErrors.ts';
import { named } from '../fields.ts';
import { checkInput, type Origin } from '../inputs.ts';

const schema = z.object({
  fromTrafficMirrorTargetId: named('TrafficMirrorTarget').optional(),
  toTrafficMirrorTargetId: named('TrafficMirrorTarget').optional(),
  filter: z.custom<TrafficMirrorSessionFilterInput>().optional(),
  undoOf: z.string().optional(),
  rollbackOnFailure: z.boolean(),
});

/** A move that somebody wants. */
export interface WantedMove {
  readonly scope: Ec2Scope;
  readonly fromId: string;
  readonly toId: string;
  readonly filter: TrafficMirrorSessionFilterInput;
  /** The move whose sessions go back. Its targets are exchanged here. */
  readonly undone: Move | undefined;
  readonly rollsBack: boolean;
}

export function checkMove(
  context: GatewayContext,
  { path, input }: Origin<MoveTrafficMirrorSessionsInput>,
): WantedMove | { readonly userErrors: UserError[] } {
  const undone = undoneBy(context, input.undoOf);
  const place = undone && { accountId: undone.accountId, region: undone.region };
  const checked = checkInput(
    context,
    { path, input: { ...input, scope: input.scope ?? place ?? null } },
    {
      schema,
      subject: ['fromTrafficMirrorTargetId', 'TrafficMirrorTarget'],
      references: [['toTrafficMirrorTargetId', 'TrafficMirrorTarget']],
      crossChecks: (given) => problemsOf(given, undone),
    },
  );
  if ('userErrors' in checked) return checked;
  const { scope, value } = checked;
  const { fromTrafficMirrorTargetId = '', toTrafficMirrorTargetId = '', filter, rollbackOnFailure } = value;
  const [fromId, toId] =
    undone === undefined
      ? [fromTrafficMirrorTargetId, toTrafficMirrorTargetId]
      : [undone.toId, undone.fromId];
  return { scope, fromId, toId, filter: filter ?? {}, undone, rollsBack: rollbackOnFailure };
}

/** @returns undefined when the id is of no move that the caller could undo. */
function undoneBy(context: GatewayContext, id: string | null | undefined): Move | undefined {
  const known = id ? context.operationIds.parseId(id) : undefined;
  const isSeen = known?.kind === 'MOVE_SESSIONS' && scopesOf(context, known) !== undefined;
  return isSeen && Date.now() - known.move.startedAtMs < keptForMs ? known.move : undefined;
}

const targets = ['fromTrafficMirrorTargetId', 'toTrafficMirrorTargetId'] as const;

function* problemsOf(given: MoveTrafficMirrorSessionsInput, undone: Move | undefined): Generator<Problem> {
  const { undoOf, scope } = given;
  if (!undoOf) {
    for (const field of targets)
      if (!given[field])
        yield {
          code: 'INVALID_INPUT',
          field: [field],
          message: `${field} is needed, unless undoOf is given`,
        };
    const [from, to] = targets.map((field) => parseId('TrafficMirrorTarget', given[field] ?? '')?.id);
    if (from !== undefined && from === to)
      yield { code: 'CONFLICTING_INPUT', field: [targets[1]], message: 'both targets are the same' };
    return;
  }
  for (const field of [...targets, 'filter'] as const)
    if (given[field])
      yield {
        code: 'CONFLICTING_INPUT',
        field: [field],
        message: `undoOf says which sessions go where, so ${field} must not be given`,
      };
  if (undone === undefined)
    yield {
      code: 'NOT_FOUND',
      field: ['undoOf'],
      message:
        'undoOf is not the id of a move of the last 7 days in an account and Region that are open to the caller',
    };
  else if (
    (scope?.accountId ?? undone.accountId) !== undone.accountId ||
    (scope?.region ?? undone.region) !== undone.region
  )
    yield {
      code: 'INVALID_INPUT',
      field: ['undoOf'],
      message: `undoOf is a move in account ${undone.accountId} in ${undone.region}, and scope asks for another place`,
    };
}
