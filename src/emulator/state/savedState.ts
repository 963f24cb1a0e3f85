/** The text of the state file: the whole state as JSON. It is checked completely before any of it is used. */
import { entryOf, type Field, listOf, recordOf, type Shape, text, wholeNumber } from './fields.ts';
import type { Row } from './records.ts';
import { shapes } from './shapes.ts';
import { type Share, type TableName, type TokenUse, tableNames, type World } from './world.ts';

const formatVersion = 1;

interface SavedEstate {
  readonly accountId: string;
  readonly region: string;
  readonly tables: Readonly<Record<TableName, readonly Row[]>>;
  readonly tokens: readonly (readonly [key: string, use: TokenUse])[];
}

interface Saved {
  readonly version: number;
  readonly lastSeq: number;
  readonly estates: readonly SavedEstate[];
  readonly shares: readonly (readonly [targetId: string, share: Share])[];
}

const useOf = <R extends Row>(created: Shape<R>) =>
  recordOf({ fingerprint: text, created: recordOf(created), usedAt: wholeNumber });

/** What a client token may have created. Its key in the state begins with this word. */
const uses = {
  trafficMirrorSession: useOf(shapes.sessions),
  trafficMirrorTarget: useOf(shapes.targets),
  trafficMirrorFilter: useOf(shapes.filters),
  trafficMirrorFilterRule: useOf(shapes.filterRules),
} as const;

/** A kind of resource that is created with a client token. */
export type Created = keyof typeof uses;

function useOfKey(key: string): Field<TokenUse> | undefined {
  const [kind = ''] = key.split('/', 1);
  // Safe, because only the name of a kind is looked up.
  return Object.hasOwn(uses, kind) ? (uses[kind as Created] as Field<TokenUse>) : undefined;
}

export function toText(world: World): string {
  const estates = [...world.estates.values()].map(
    ({ accountId, region, tokens, ...tables }): SavedEstate => ({
      accountId,
      region,
      tables: eachTable((name) => tables[name].list()),
      tokens: [...tokens],
    }),
  );
  const saved: Saved = { version: formatVersion, lastSeq: world.lastSeq, estates, shares: [...world.shares] };
  return JSON.stringify(saved);
}

/** One value for each table. */
const eachTable = <Value>(of: (name: TableName) => Value) =>
  // fromEntries forgets the names.
  Object.fromEntries(tableNames.map((name) => [name, of(name)])) as Record<TableName, Value>;

/** Puts a saved state into an empty world. @throws Error that says what is wrong with the text and what to do. Nothing is loaded then. */
export function fromText(saved: string, world: World): void {
  const { lastSeq, estates, shares } = parse(saved);
  world.lastSeq = lastSeq;
  for (const { accountId, region, tables, tokens } of estates) {
    const estate = world.estate(accountId, region);
    for (const name of tableNames) for (const row of tables[name]) estate[name].restore(row);
    for (const [key, use] of tokens) estate.tokens.set(key, use);
  }
  for (const [targetId, share] of shares) world.shares.set(targetId, share);
}

function parse(saved: string): Saved {
  if (saved.trim() === '') throw new Error(`is empty; ${advice}`);
  const value = parseJson(saved);
  const { version } = Object(value) as { version?: unknown };
  if (!Number.isInteger(version))
    throw new Error(`is not a state file of the embedded EC2: it has no version; ${advice}`);
  if (version !== formatVersion)
    throw new Error(
      `is a state file of version ${version}, and this program reads version ${formatVersion}; run the program that has written it, or move the file away to begin with the seed`,
    );
  const wrong = state.wrong(value);
  if (wrong !== undefined)
    throw new Error(`is damaged: ${wrong.slice(1) || 'it'} is missing or not what it must be; ${advice}`);
  return value as Saved;
}

const tables = recordOf<SavedEstate['tables']>(
  eachTable((name) => listOf(recordOf(shapes[name] as Shape<Row>))),
);
const share = recordOf<Share>({ ownerId: text, region: text, accounts: listOf(text) });
const state = recordOf<Saved>({
  version: wholeNumber,
  lastSeq: wholeNumber,
  estates: listOf(
    recordOf<SavedEstate>({
      accountId: text,
      region: text,
      tables,
      tokens: listOf(entryOf(useOfKey)),
    }),
  ),
  shares: listOf(entryOf(() => share)),
});

const advice = 'restore it from a copy, or move it away to begin with the seed';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`is damaged: it is not JSON; ${advice}`);
  }
}
