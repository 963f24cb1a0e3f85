/** The rows of the ledger about what the gateway does of itself. */
import type { Row } from '../../support/rows.ts';
import { endsAfterAbsence, endsWhileKilled, killedWhileStarting, nothingOfHalf } from './captures.ts';
import { forgedMoves, moveRolledBack, moveWhileKilled } from './moves.ts';
import { applyResumed, policiesWhileKilled } from './policies.ts';
import type { Drive } from './rig.ts';

export const drivers: Readonly<Record<string, (drive: Drive) => Promise<Row[]>>> = {
  endsWhileKilled,
  endsAfterAbsence,
  nothingOfHalf,
  killedWhileStarting,
  policiesWhileKilled,
  applyResumed,
  moveWhileKilled,
  moveRolledBack,
  forgedMoves,
};
