import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanUp } from '../support/cleanUp.ts';
import { createKind } from './kind.ts';
import { operations } from './operations.ts';
import { runFuzz } from './run.ts';
import { judgeRequest } from './send.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  cleanUp(world.stop);
});

test('whatever is sent to the gateway, by callers or by EC2, it answers as it should', async () => {
  const seed = Date.now() % 1_000_000;
  const { counts, defect } = await runFuzz(world, { seconds: 2, seed });
  console.log(`npm run fuzz -- --seed ${seed} --seconds 2: ${[...counts].join(' ')}`);
  expect(defect).toBeUndefined();
  for (const count of counts.values()) expect(count).toBeGreaterThan(0);
});

test('a planted defect is found, made smaller and repeated by its number', async () => {
  const planted = createKind({
    name: 'planted',
    on: 'plain',
    lanes: 2,
    inputs: fc.array(fc.nat({ max: 9_999 })),
    judge: async (input) => (input.some((number) => number >= 100) ? ['a number of 100 or more'] : []),
    show: JSON.stringify,
  });
  const { defect } = await runFuzz(world, { seconds: 30, seed: 1 }, [planted]);
  expect(defect).toMatchObject({ kind: 'planted', isRepeated: true, input: '[100]' });
  expect(defect?.findings).toContain('a number of 100 or more');
  const again = await runFuzz(world, { seconds: 0, seed: 1, number: defect?.number }, [planted]);
  expect(again.defect).toEqual(defect);
});

test('a case that ends the gateway is found among those that run beside it', async () => {
  const deadly = createKind({
    name: 'deadly',
    on: 'plain',
    lanes: 3,
    inputs: fc.array(fc.nat({ max: 9_999 }), { maxLength: 3 }),
    async judge(input, { pid }) {
      if (input.some((number) => number >= 9_900)) process.kill(pid, 'SIGSEGV');
      return [];
    },
    show: JSON.stringify,
  });
  const { defect } = await runFuzz(world, { seconds: 30, seed: 1 }, [deadly]);
  expect(defect).toMatchObject({ kind: 'deadly', isRepeated: true });
  expect(JSON.parse(defect?.input ?? '')).toEqual([9_900]);
  expect(defect?.findings).toContain('the program ended with SIGSEGV');
});

test('the operations whose variables and answers are changed are valid as they are', async () => {
  await Promise.all([world.plain.revive(), world.spoilt.revive()]);
  for (const operation of operations) {
    const { query, variables } = operation;
    for (const { url, headers } of [world.plain, world.spoilt]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      expect(await response.json()).not.toHaveProperty('errors');
    }
    expect(await judgeRequest(JSON.stringify(operation), world.plain)).toEqual([]);
  }
});
