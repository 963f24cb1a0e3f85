/** Where an interface stands, and what is around it. */
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { Standing } from '../mirroring/coverage.ts';
import type { Because } from '../policies/reasons.ts';
import type { Neighbours } from './neighbours.ts';

export interface CoverageEntry extends Standing, Neighbours {
  /** The policy that says so. Absent: none does. */
  readonly policy?: {
    readonly name: string;
    readonly because: Because | null;
    /** The session that it owns. */
    readonly own: TrafficMirrorSessionRecord | null;
  };
}
