/** Makes several changes one after the other, and stops at the first that is refused. */
import { useState } from 'react';
import type { Chosen } from './chosen.ts';
import { toSentence } from './request.ts';

export interface Step {
  /** Identifies it among the steps. */
  readonly id: string;
  /** What it does, for example `Delete the session`. */
  readonly text: string;
  /** What it is about. It is there until the step is done. */
  readonly about?: Chosen & { readonly name: string };
  /** @returns why it was refused; undefined if it was made. What it throws is shown as a refusal. */
  readonly run: () => Promise<string | undefined>;
}

export type Outcome = 'running' | 'done' | { readonly refusal: string };

/** What has come of each step; it has not begun if there is nothing. */
export type Outcomes = ReadonlyMap<Step, Outcome>;

/**
 * @param onEnd called once all are made, or one was refused.
 * @param first what had come of them when they were shown before.
 * @param onOutcomes called whenever something has come of one.
 */
export function useSteps(
  onEnd: (isWhole: boolean) => void,
  first: Outcomes = new Map(),
  onOutcomes?: (outcomes: Outcomes) => void,
) {
  const [outcomes, setOutcomes] = useState(first);
  const [isRunning, setIsRunning] = useState(false);

  /** Goes on after those that have been made. */
  async function run(steps: readonly Step[]) {
    setIsRunning(true);
    let now = outcomes;
    const say = (step: Step, outcome: Outcome) => {
      now = new Map(now).set(step, outcome);
      setOutcomes(now);
      onOutcomes?.(now);
    };
    let isWhole = true;
    for (const step of steps) {
      if (outcomes.get(step) === 'done') continue;
      say(step, 'running');
      const refusal = await step.run().catch((error: Error) => error.message);
      say(step, refusal === undefined ? 'done' : { refusal });
      isWhole = refusal === undefined;
      if (!isWhole) break;
    }
    setIsRunning(false);
    onEnd(isWhole);
  }

  return { outcomes, isRunning, run, forget: () => setOutcomes(new Map()) };
}

/** @returns why a change was refused, in one sentence for each reason. */
export const refusalOf = (userErrors: readonly { readonly message: string }[]): string | undefined =>
  userErrors.length === 0 ? undefined : userErrors.map(({ message }) => toSentence(message)).join(' ');
