/** What records the changes that EC2 is asked for: the audit, as this room sees it. */
import type { Ec2Action } from '../actions.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Ec2Usage } from '../usage.ts';
import type { Outcome } from './outcome.ts';

/** What EC2 is about to be asked. */
export interface Intent {
  readonly action: Ec2Action;
  readonly scope: Pick<Ec2Scope, 'accountId' | 'region'>;
  /** All parameters, in EC2's words. The recorder chooses which of them are written. */
  readonly input: object;
  /** Asks EC2 for its verdict only. */
  readonly dryRun: boolean;
}

export interface Recorder {
  /**
   * Records an intent.
   *
   * @returns a function that records the outcome, or undefined when the intent could not be recorded: then EC2 must not be asked.
   * An undefined outcome means that the gateway failed before it knew.
   */
  begin(intent: Intent): Promise<((outcome: Outcome<unknown> | undefined) => void) | undefined>;
}

/** For plans, which change nothing and come as often as queries do; CloudTrail records them. */
export const noRecorder: Recorder = { begin: async () => () => undefined };

/** What every change needs beside its parameters. */
export interface ChangeOptions {
  readonly dryRun: boolean;
  readonly recorder: Recorder;
  readonly usage: Ec2Usage;
}

/** An intent and how it is carried out. */
export interface Recorded extends Intent, ChangeOptions {
  readonly scope: Ec2Scope;
}
