/** Who writes down the changes that EC2 is asked for: the audit, as this layer sees it. */
import type { Ec2Scope } from '../clients.ts';
import type { Outcome } from './outcome.ts';

/** What EC2 is about to be asked. */
export interface Intent {
  /** EC2's name of the action. */
  readonly action: string;
  readonly scope: Pick<Ec2Scope, 'accountId' | 'region'>;
  /** All parameters, in EC2's words. What of them may be written down is for the recorder to choose. */
  readonly input: object;
  /** Asks EC2 for its verdict only. */
  readonly dryRun: boolean;
}

export interface Recorder {
  /**
   * Writes down an intent.
   *
   * @returns takes the outcome, undefined when the gateway failed to find out. Undefined instead of a function: it
   * could not be written, so EC2 must not be asked.
   */
  begin(intent: Intent): Promise<((outcome: Outcome<unknown> | undefined) => void) | undefined>;
}

/** For what can change nothing and comes as often as a query does; EC2's own trail has it. */
export const noRecorder: Recorder = { begin: async () => () => undefined };

/** An intent, and who writes it down. */
export interface Recorded extends Intent {
  readonly scope: Ec2Scope;
  readonly recorder: Recorder;
}

/** What every change is told beside its parameters. */
export interface ChangeOptions {
  readonly dryRun: boolean;
  readonly recorder: Recorder;
}
