/**
 * The tags of moves. What is known of a move is in its id and in the tags of its sessions, each of which holds the whole job: so every replica
 * can go on with it, and nothing that nobody has signed is obeyed.
 */
import { isOwnedHere, type Place } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TagRecord, valueOfTag } from '../ec2/tags.ts';
import { movedKey, moveFailedKey, moveKey } from '../marks.ts';
import {
  type Direction,
  directions,
  ends,
  type Job,
  type Move,
  type MoveEnd,
  type MoveFailureCode,
  moveFailureCodes,
  textOf,
} from './moves.ts';
import type { Signer } from './signing.ts';

type Session = TrafficMirrorSessionRecord;

/** The tags of moves, and what each may say. */
const says = {
  [moveKey]: directions,
  [movedKey]: ends,
  [moveFailedKey]: moveFailureCodes,
} as const;
type MarkKey = keyof typeof says;

/** One tag. */
export interface MoveMark<What extends string = string> {
  readonly move: Move;
  /** The name of the operation. */
  readonly operation: string;
  readonly what: What;
}

const pattern =
  /^([0-9a-z]{1,9})\.([0-9a-z]{1,4})\.([01])\.([\w-]{22})\/(tmt-[0-9a-z]+)\/(tmt-[0-9a-z]+)\/(\w+)$/;
const radix = 36;

export interface MoveMarks {
  /** The name of the operation of a move. */
  operationOf(move: Move): string;
  onItsWay(move: Move, direction: Direction): TagRecord;
  moved(move: Move, end: MoveEnd): TagRecord;
  failed(move: Move, code: MoveFailureCode): TagRecord;
  /** What the tag of a session says. @returns undefined for one that is not there, or that this gateway has not written. */
  read<Key extends MarkKey>(session: Session, key: Key): MoveMark<(typeof says)[Key][number]> | undefined;
  /** The moves of which sessions have tags, also those that are over. */
  jobsAmong(sessions: readonly Session[]): Job[];
  /** A move by what its id says, also one of which no session has a tag any more. */
  jobOf(move: Move, sessions: readonly Session[]): Job;
}

export function createMoveMarks({ sign, isSigned }: Signer): MoveMarks {
  const operationOf = (move: Move) => sign(textOf(move));
  /** What a tag says is signed with the move, so that nobody can turn a move around by changing a tag. */
  const signed = (move: Move, what: string) => `${textOf(move)} ${what}`;

  function mark(key: MarkKey, move: Move, what: string): TagRecord {
    const { fromId, toId, startedAtMs, total, rollsBack } = move;
    const numbers = [startedAtMs, total, Number(rollsBack)].map((one) => one.toString(radix));
    return {
      key,
      value: `${[...numbers, sign(signed(move, what))].join('.')}/${fromId}/${toId}/${what}`,
    };
  }

  function read<Key extends MarkKey>(session: Session, key: Key) {
    const { tags, scope } = session;
    const [found, start = '', total = '', rollsBack, signature = '', fromId = '', toId = '', text = ''] =
      pattern.exec(valueOfTag(tags, key) ?? '') ?? [];
    const what = says[key].find((one): one is (typeof says)[Key][number] => one === text);
    if (found === undefined || what === undefined || !isOwnedHere(session, scope)) return undefined;
    const { accountId, region } = scope;
    const move: Move = {
      ...{ accountId, region, fromId, toId },
      startedAtMs: Number.parseInt(start, radix),
      total: Number.parseInt(total, radix),
      rollsBack: rollsBack === '1',
    };
    return isSigned(signed(move, what), signature) ? { move, operation: operationOf(move), what } : undefined;
  }

  function collect(sessions: readonly Session[]): Map<string, Draft> {
    const jobs = new Map<string, Draft>();
    const jobOf = ({ move, operation }: MoveMark): Draft => {
      const known = jobs.get(operation) ?? draftOf(move, operation);
      jobs.set(operation, known);
      return known;
    };
    for (const session of sessions) {
      const onItsWay = read(session, moveKey);
      const moved = read(session, movedKey);
      const failed = read(session, moveFailedKey);
      if (onItsWay !== undefined) jobOf(onItsWay).moving.push({ session, direction: onItsWay.what });
      // What is on its way again is not counted as being there.
      if (moved !== undefined && moved.operation !== onItsWay?.operation) {
        const job = jobOf(moved);
        if (moved.what === 'back') job.backCount++;
        else if (session.trafficMirrorTargetId === moved.move.toId)
          // What another move has begun to send elsewhere is that one's.
          job.there.push({ session, isKept: moved.what === 'kept' || onItsWay !== undefined });
      }
      if (failed !== undefined) jobOf(failed).failed.push({ session, code: failed.what });
    }
    return jobs;
  }

  return {
    operationOf,
    onItsWay: (move, direction) => mark(moveKey, move, direction),
    moved: (move, end) => mark(movedKey, move, end),
    failed: (move, code) => mark(moveFailedKey, move, code),
    read,
    jobsAmong: (sessions) => [...collect(sessions).values()],
    jobOf(move, sessions) {
      const operation = operationOf(move);
      return collect(sessions).get(operation) ?? draftOf(move, operation);
    },
  };
}

interface Draft extends Job {
  readonly moving: { readonly session: Session; readonly direction: Direction }[];
  readonly there: { readonly session: Session; readonly isKept: boolean }[];
  backCount: number;
  readonly failed: { readonly session: Session; readonly code: MoveFailureCode }[];
}

const draftOf = (move: Move, operation: string): Draft => ({
  ...{ move, operation },
  ...{ moving: [], there: [], backCount: 0, failed: [] },
});

/** What whoever begins, stops or looks at moves needs. */
export interface Moves {
  readonly marks: MoveMarks;
  /** Whether moves go on after a restart: else, tags that an earlier run has signed are not known again. */
  readonly outliveRestarts: boolean;
  /** Has this replica work in an account and Region at once. */
  begin(place: Place): void;
  /** Whether this replica works on an operation. */
  isWorkedOn(operation: string): boolean;
}
