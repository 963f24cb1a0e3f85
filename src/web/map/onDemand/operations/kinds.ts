/** What each kind of operation does, in words, and what the caller needs to begin, stop and resume it. */
import type { Permission } from '../../../signin/permissions.ts';
import type { Operation } from './watched.ts';

interface Kind {
  readonly text: string;
  /** What it does one of after the other. */
  readonly noun: string;
  /** Why something is left and not tried any more. */
  readonly incomplete: string;
  readonly permissions: readonly Permission[];
}

export const operationKinds = {
  APPLY_POLICY: {
    text: 'makes the plan of a policy',
    noun: 'step',
    incomplete: 'it failed, somebody stopped it, or the policy has another text by now',
    permissions: ['traffic-mirror:policy:apply'],
  },
  MOVE_SESSIONS: {
    text: 'sends sessions to another target',
    noun: 'session',
    incomplete: 'it failed, somebody stopped the move, or sent its sessions elsewhere',
    permissions: ['traffic-mirror:session:write', 'traffic-mirror:tag:write'],
  },
} as const satisfies Readonly<Record<Operation['kind'], Kind>>;
