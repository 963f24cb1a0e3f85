/** The four ends that a change can have: never a success that EC2 did not confirm, never a failure where it may have happened. */
import type { Ec2Failure } from '../failure.ts';

export type Outcome<Value> =
  /** EC2 answered, or reading back showed it. */
  | { readonly kind: 'applied'; readonly value: Value; readonly requestId: string | undefined }
  /** A dry run that EC2 would have let pass. */
  | { readonly kind: 'wouldSucceed'; readonly message: string; readonly requestId: string | undefined }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly failure: Ec2Failure }
  /** The answer was lost, and reading back did not settle it. */
  | { readonly kind: 'unknown'; readonly failure: Ec2Failure };
