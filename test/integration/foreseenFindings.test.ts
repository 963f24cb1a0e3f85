/**
 * What the rules say of a planned change, compared with what they say when it was made: of random changes, each where the ones before
 * have left the estate. `CASES=100000` makes 500 of them in each seed.
 */
import { expect, test } from '@jest/globals';
import type { FindingsDelta, Touched } from '../../src/api/findings/delta.ts';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import {
  type Delta,
  deltaOf,
  type Evaluation,
  evaluate,
  type Finding,
} from '../../src/mirroring/findings/evaluate.ts';
import type { Selection } from '../../src/mirroring/findings/subjects.ts';
import { createRandom } from '../ledger/random.ts';
import type { RandomChange } from '../support/changes/change.ts';
import { kindsOfChanges, makeRandomChange } from '../support/changes/draw.ts';
import { disturb } from '../support/changes/surroundings.ts';
import { clientOf } from '../support/emulatorClient.ts';
import { startEstate } from '../support/estateReads.ts';
import { question } from '../support/findings.ts';
import { howMany } from '../support/randomFilters.ts';

const changes = howMany(20, 0.005);

/** All sessions of the sources, targets and filters that a change touches, as a plan judges them. */
function touchedOf({ sessions }: EstateFacts, touched: Touched): Selection {
  const { networkInterfaceIds = [], targetIds = [], filterIds = [] } = touched;
  const ids = new Set([...networkInterfaceIds, ...targetIds, ...filterIds]);
  const using = sessions.known.filter((one) =>
    [one.networkInterfaceId, one.trafficMirrorTargetId, one.trafficMirrorFilterId].some(
      (id) => id !== undefined && ids.has(id),
    ),
  );
  return { sessions: using, filterIds };
}

const judge = (facts: EstateFacts, selection?: Selection) => evaluate(facts, { ...question, selection });

/** Findings without what depends on an id that EC2 has not drawn yet. */
function withoutId(findings: readonly Finding[], createdId: string) {
  const known = (id: string) => (id === createdId ? 'new' : id);
  return findings
    .map(({ code, certainty, subjectId, affectedSessionIds }) =>
      JSON.stringify([code, certainty, known(subjectId), affectedSessionIds.map(known).sort()]),
    )
    .sort();
}

const rowsOf = ({ unchecked }: Evaluation) =>
  new Set(unchecked.flatMap(({ code, subjectIds }) => subjectIds.map((id) => `${code} ${id}`)));

/** Of what was checked: a whole reading leaves out what is behind a target until sessions use it. */
function checkedBy(evaluation: Evaluation, findings: readonly Finding[]): readonly Finding[] {
  const left = rowsOf(evaluation);
  return findings.filter(({ code, subjectId }) => !left.has(`${code} ${subjectId}`));
}

interface Step {
  readonly change: RandomChange;
  /** Of what the change creates. */
  readonly createdId: string;
  readonly before: EstateFacts;
  readonly after: EstateFacts;
}

/** The facts of the whole estate with the change, and without. @returns what the change did to the findings. */
async function compareWhole({ change, createdId, before, after }: Step) {
  const found = await judge(before);
  const now = await judge(after);
  const foreseen = await judge(before.with(change.after(createdId)));
  expect(checkedBy(foreseen, foreseen.findings)).toEqual(checkedBy(foreseen, now.findings));
  const delta = deltaOf(found, now);
  const { added, resolved } = deltaOf(found, foreseen);
  expect(added).toEqual(checkedBy(foreseen, delta.added));
  expect(resolved).toEqual(checkedBy(foreseen, delta.resolved));
  const known = rowsOf(now);
  return { delta, isWhole: [...rowsOf(foreseen)].every((row) => known.has(row)) };
}

/** The facts around what the change touches, which leave nothing out: they must say the same of it. */
async function compareAround(around: EstateFacts, { change, createdId, after }: Step, delta: Delta) {
  const { touched } = change;
  const foreseen = around.with(change.after(createdId));
  const checked = await judge(foreseen, touchedOf(foreseen, touched));
  expect(checked).toEqual(await judge(after, touchedOf(after, touched)));
  expect(deltaOf(await judge(around, touchedOf(around, touched)), checked)).toEqual(delta);
}

/** What a plan shows, before EC2 has drawn an id. */
function comparePlan(planned: FindingsDelta, { createdId }: Step, delta: Delta) {
  for (const part of ['added', 'resolved'] as const)
    expect(withoutId(planned[part], 'planned')).toEqual(withoutId(delta[part], createdId));
}

test.each([
  ['broken', 1],
  ['demo', 2],
] as const)(
  '%s: what is foreseen of a change is what is found when it was made',
  async (seed, seedOfChoices) => {
    const random = createRandom(seedOfChoices);
    const estate = await startEstate({ seed, random: () => random.below(2 ** 32) / 2 ** 32 });
    const ec2 = clientOf(estate.emulator.url);
    const seen = { kinds: new Set<string>(), added: 0, resolved: 0, inPart: 0 };
    let before = await estate.read();
    for (let n = 1; n <= changes; n++) {
      if (random.chance(0.1)) {
        disturb(estate.emulator.surroundings(), before, random);
        before = await estate.read();
      }
      const made = await makeRandomChange(ec2, before, random, async ({ touched, after }) => ({
        around: await estate.around(touched),
        planned: await estate.foresee({ touched, change: () => after('planned') }),
      }));
      const after = await estate.read();
      const step = { change: made, createdId: made.createdId ?? '', before, after };
      try {
        const { delta, isWhole } = await compareWhole(step);
        await compareAround(made.seen.around, step, delta);
        comparePlan(made.seen.planned, step, delta);
        seen.kinds.add(made.kind);
        seen.added += delta.added.length;
        seen.resolved += delta.resolved.length;
        seen.inPart += isWhole ? 0 : 1;
      } catch (difference) {
        throw new Error(`Change ${n}: ${made.what}`, { cause: difference });
      }
      before = after;
    }
    // Changes that change nothing test little, and so do those that are compared in part.
    expect(seen.added).toBeGreaterThan(changes / 20);
    expect(seen.resolved).toBeGreaterThan(changes / 20);
    expect(seen.inPart).toBeLessThanOrEqual(changes / 10);
    if (changes >= 500) expect([...seen.kinds].sort()).toEqual([...kindsOfChanges].sort());
  },
  3_600_000,
);
