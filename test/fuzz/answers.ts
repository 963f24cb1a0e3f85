/** Answers of EC2 in which bytes, elements, numbers, lengths and headers are wrong. */
import fc from 'fast-check';
import { createKind } from './kind.ts';
import { operations } from './operations.ts';
import { judgeRequest } from './send.ts';
import { edit, spoilt } from './spoils.ts';

/** The fields with a value of EC2 that the schema lists: any other value is masked, and logged for who must upgrade the gateway. */
const mayBeMasked = /"(trafficDirection|ruleAction)"\]$/;

const inputs = fc.record({
  /** Sent at the same time: most of the time of a case is waited, between attempts. */
  sent: fc.array(fc.constantFrom(...operations), { minLength: 1, maxLength: 12 }),
  edits: fc.oneof(
    edit.map((one) => [one]),
    fc.array(edit, { minLength: 2, maxLength: 3 }),
  ),
  /** How many answers are left as they are before one is spoilt. */
  spared: fc.nat({ max: 2 }),
});

export const answers = createKind({
  name: 'answers',
  on: 'spoilt',
  lanes: 1,
  inputs,
  async judge({ sent, edits, spared }, gateway, { spoiler }) {
    let count = 0;
    spoiler.spoil((answer) => (count++ < spared ? answer : spoilt(answer, edits)));
    try {
      const judged = sent.map((operation) => judgeRequest(JSON.stringify(operation), gateway, mayBeMasked));
      return (await Promise.all(judged)).flat();
    } finally {
      spoiler.spoil(undefined);
    }
  },
  show: ({ sent, edits, spared }) =>
    `${sent.map((operation) => JSON.stringify(operation)).join('\n')}\nspared ${spared}, edits ${JSON.stringify(edits)}`,
});
