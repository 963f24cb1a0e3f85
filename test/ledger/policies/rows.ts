/** The rows of the ledger about what the gateway does of itself. */
import type { Row } from '../../support/rows.ts';
import { peopleBeside } from './beside.ts';
import { endsAfterAbsence, endsWhileKilled, killedWhileStarting, nothingOfHalf } from './captures.ts';
import { keptTrue } from './kept.ts';
import { leasesTakenOver } from './leases.ts';
import { forgedMoves, moveRolledBack, moveWhileKilled } from './moves.ts';
import { applyResumed, policiesWhileKilled } from './policies.ts';
import type { Drive } from './rig.ts';
import { tagsTakenOff } from './unselected.ts';

export const drivers: Readonly<Record<string, (drive: Drive) => Promise<Row[]>>> = {
  endsWhileKilled,
  endsAfterAbsence,
  nothingOfHalf,
  killedWhileStarting,
  policiesWhileKilled,
  applyResumed,
  keptTrue,
  tagsTakenOff,
  leasesTakenOver,
  peopleBeside,
  moveWhileKilled,
  moveRolledBack,
  forgedMoves,
};
