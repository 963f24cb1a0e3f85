/** Judges facts in tests, and notes what each rule asks for. */
import type { RuleFacts } from '../../src/mirroring/estate.ts';
import { type EstateKind, estateKinds, type Gap, NotRead } from '../../src/mirroring/facts.ts';
import { type Evaluation, evaluate, type Question } from '../../src/mirroring/findings/evaluate.ts';
import { type FindingCode, rules } from '../../src/mirroring/findings/rules.ts';

export const question: Question = {
  accountId: '123456789012',
  region: 'us-east-1',
  gateway: { serves: (accountId) => accountId === '123456789012', approves: undefined },
};

/** The facts, with something else done before a table is asked. Listing what there is to judge does not count as asking. */
function intercepted(facts: RuleFacts, before: (kind: EstateKind) => void): RuleFacts {
  const tables = estateKinds.map((kind) => {
    const table = facts[kind];
    const asked = {
      known: table.known,
      all: () => {
        before(kind);
        return table.all();
      },
      of: (id: string) => {
        before(kind);
        return table.of(id);
      },
      where: (property: never, value: string) => {
        before(kind);
        return table.where(property, value);
      },
    };
    return [kind, asked];
  });
  return { ...facts, ...Object.fromEntries(tables) };
}

/** The facts as if one kind had not been read. */
export const withoutKind = (facts: RuleFacts, left: EstateKind, gap: Gap): RuleFacts =>
  intercepted(facts, (kind) => {
    if (kind === left) throw new NotRead(kind, gap);
  });

/** What the check of each rule asks for, of every subject. */
export async function askedKinds(
  facts: RuleFacts,
  asking: Question,
): Promise<Map<FindingCode, Set<EstateKind>>> {
  const asked = new Map<FindingCode, Set<EstateKind>>();
  for (const { code } of rules) {
    const kinds = new Set<EstateKind>();
    await evaluate(
      intercepted(facts, (kind) => kinds.add(kind)),
      { ...asking, codes: new Set([code]) },
    );
    asked.set(code, kinds);
  }
  return asked;
}

/** Each finding as `CODE subject`. */
export const shown = ({ findings }: Evaluation): string[] =>
  findings.map(({ code, subjectId }) => `${code} ${subjectId}`).sort();
