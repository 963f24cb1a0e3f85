/** The interface through which changes are recorded, which `audit/` implements. */
import type { Ec2Action } from '../actions.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Ec2Usage } from '../usage.ts';
import type { Hold } from './mutex.ts';
import type { Outcome } from './outcome.ts';

/** A change that EC2 is about to be asked for. */
export interface Intent {
  readonly action: Ec2Action;
  readonly scope: Pick<Ec2Scope, 'accountId' | 'region'>;
  /** All parameters, as EC2 names them. The recorder chooses which of them are recorded. */
  readonly input: object;
  /** Whether EC2 is only asked if it would make the change. */
  readonly dryRun: boolean;
  /** The id of the capture that it is about. */
  readonly capture?: string | undefined;
  /** The policy for which it is made, and the operation and the person that asked for it if somebody did. */
  readonly policy?: string | undefined;
  readonly operation?: string | undefined;
  readonly onBehalfOf?: string | undefined;
}

export interface Recorder {
  /**
   * Records an intent.
   *
   * @returns a function that records the outcome, or undefined when the intent could not be recorded: then EC2 must not be asked.
   * Pass an undefined outcome when the gateway failed before it was known.
   */
  begin(intent: Intent): Promise<((outcome: Outcome<unknown> | undefined) => void) | undefined>;
}

/** For plans, which change nothing and are as frequent as queries; CloudTrail records them. */
export const noRecorder: Recorder = { begin: async () => () => undefined };

/** Also reports each change before it is recorded, with its idempotency token if it has one. Dry runs change nothing, so they are left out. */
export const reporting =
  (begin: Recorder['begin'], onChange: (clientToken?: string) => void): Recorder['begin'] =>
  (intent) => {
    if (!intent.dryRun) onChange((intent.input as { readonly ClientToken?: string }).ClientToken);
    return begin(intent);
  };

/** What every change needs besides its parameters. */
export interface ChangeOptions extends Omit<Intent, 'action' | 'scope' | 'input'> {
  readonly recorder: Recorder;
  readonly usage: Ec2Usage;
  /** The turn of the change. */
  readonly hold: Hold;
}

/** An intent, and what is needed to carry it out. */
export interface Recorded extends Intent, ChangeOptions {
  readonly scope: Ec2Scope;
}
