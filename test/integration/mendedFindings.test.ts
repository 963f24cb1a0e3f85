/** Findings of the seed `broken` over time: they keep their ids, and mending what is wrong ends exactly what was found of it. */
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { deltaOf, type Evaluation, evaluate } from '../../src/mirroring/findings/evaluate.ts';
import type { FindingCode } from '../../src/mirroring/findings/rules.ts';
import { newFolder } from '../support/cleanUp.ts';
import { clientOf } from '../support/emulatorClient.ts';
import { type EstateSubject, startEstate } from '../support/estateReads.ts';
import { question } from '../support/findings.ts';
import { balancingClientOf } from '../support/loadBalancingClient.ts';
import { mends } from '../support/mends/mends.ts';

/** All targets are approved but for that which shows the fault. */
const judge = (facts: EstateFacts): Promise<Evaluation> => {
  const isUnapproved = (id: string) =>
    facts.targets.of(id)?.tags.some(({ value }) => value === 'UNAPPROVED_TARGET');
  const approves = ({ trafficMirrorTargetId }: { readonly trafficMirrorTargetId: string }) =>
    !isUnapproved(trafficMirrorTargetId);
  return evaluate(facts, { ...question, gateway: { ...question.gateway, approves } });
};

let broken: EstateSubject;
let facts: EstateFacts;
let found: Evaluation;
beforeAll(async () => {
  broken = await startEstate({ seed: 'broken' });
  facts = await broken.read();
  found = await judge(facts);
});
beforeEach(() => broken.emulator.reset());

test.each(Object.keys(mends) as FindingCode[])(
  'mending %s ends that finding alone, and adds none',
  async (code) => {
    const findings = found.findings.filter((one) => one.code === code);
    const [finding] = findings;
    if (finding === undefined) throw new Error(`the seed has no ${code}`);
    const { url } = broken.emulator;
    await mends[code]({ ec2: clientOf(url), balancing: balancingClientOf(url), facts, finding });
    const mended = await judge(await broken.read());
    expect(deltaOf(found, mended)).toEqual({ added: [], resolved: findings });
    expect(mended.findings.map(({ id }) => id)).toEqual(
      found.findings.map(({ id }) => id).filter((id) => id !== finding.id),
    );
  },
);

test('the embedded EC2 and the readers start again, and nothing said of the estate changes', async () => {
  const stateFile = join(newFolder(), 'state.json');
  const first = await startEstate({ seed: 'broken', stateFile });
  const before = await judge(await first.read());
  await first.emulator.stop();
  const second = await startEstate({ seed: 'empty', stateFile });
  expect(await judge(await second.read())).toEqual(before);
  expect(before).toEqual(found);
});
