/** The outcomes of a change. Success is only reported when EC2 confirmed it, and failure only when certainly nothing was changed. */
import type { Ec2Failure } from '../failure.ts';

/** EC2 confirmed the change, or reading the resource back showed it. */
export interface Applied<Value> {
  readonly kind: 'applied';
  readonly value: Value;
  readonly requestId: string | undefined;
}

export type Outcome<Value> =
  | Applied<Value>
  /** A dry run: EC2 would have made the change. */
  | { readonly kind: 'permitted'; readonly message: string; readonly requestId: string | undefined }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly failure: Ec2Failure }
  /** The answer was lost, and reading back did not settle it. */
  | { readonly kind: 'unknown'; readonly failure: Ec2Failure };
