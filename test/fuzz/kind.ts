/** A kind of fuzzing: what it sends, and how one case is run, repeated and made smaller. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Fuzzed } from './fuzzed.ts';
import type { World } from './world.ts';

export interface Kind {
  readonly name: string;
  /** The gateway that it is about. */
  readonly on: 'plain' | 'spoilt';
  /** How many cases run at once: more than one where cases mostly wait. */
  readonly lanes: number;
  /**
   * Runs a case. The same seed and number are always the same case.
   *
   * @param shrinkMs how long to look for a smaller input that also fails; 0 for not at all.
   * @returns undefined when nothing is wrong.
   */
  run(world: World, seed: number, number: number, shrinkMs: number): Promise<Failure | undefined>;
}

export interface Failure {
  readonly findings: string;
  /** As a person can read it. */
  readonly input: string;
}

interface KindOptions<Input> extends Pick<Kind, 'name' | 'on' | 'lanes'> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Sends an input. @returns what is wrong with the answers. */
  readonly judge: (input: Input, gateway: Fuzzed, world: World) => Promise<readonly string[]>;
  readonly show: (input: Input) => string;
}

export function createKind<Input>(options: KindOptions<Input>): Kind {
  const { name, on, lanes, inputs, judge, show } = options;
  return {
    name,
    on,
    lanes,
    async run(world, seed, number, shrinkMs) {
      const property = fc.asyncProperty(inputs, async (input) => {
        const gateway = world[on];
        await gateway.revive();
        const findings = [...(await judge(input, gateway, world)), ...(await gateway.troubles())];
        if (findings.length > 0) throw new Error(findings.join('\n'));
      });
      const details = await fc.check(property, {
        seed: seedOf(seed, name, number),
        numRuns: 1,
        ...(shrinkMs === 0 ? { endOnFailure: true } : { interruptAfterTimeLimit: shrinkMs }),
      });
      if (!details.failed || details.counterexample === null) return undefined;
      const [input] = details.counterexample;
      return { findings: (details.errorInstance as Error).message, input: show(input) };
    },
  };
}

const seedOf = (seed: number, name: string, number: number) =>
  createHash('sha256').update(`${seed} ${name} ${number}`).digest().readInt32BE();
