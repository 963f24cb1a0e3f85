/** The text of the state file: the whole state as JSON. It is checked completely before any of it is used. */
import * as z from 'zod';
import type { Row } from './records.ts';
import { shapes } from './shapes.ts';
import { type Share, type TableName, type TokenUse, tableNames, type World } from './world.ts';

const formatVersion = 2;

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

const useOf = <Created extends z.ZodType<Row>>(created: Created) =>
  z.strictObject({ fingerprint: z.string(), created, usedAt: z.int() });

/** What a client token may have created. Its key in the state begins with this word. */
const uses = {
  trafficMirrorSession: useOf(shapes.sessions),
  trafficMirrorTarget: useOf(shapes.targets),
  trafficMirrorFilter: useOf(shapes.filters),
  trafficMirrorFilterRule: useOf(shapes.filterRules),
  networkInterface: useOf(shapes.networkInterfaces),
  instance: useOf(shapes.instances),
} as const;

/** A kind of resource that is created with a client token. */
export type Created = keyof typeof uses;

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
  const { data, error } = state.safeParse(value);
  if (error === undefined) return data;
  const place = z.core.toDotPath(placeOf(error.issues)) || 'it';
  throw new Error(`is damaged: ${place} is missing or not what it must be; ${advice}`);
}

/** What a token has created is checked by its kind, which its key begins with. */
const token = z.tuple([z.string(), z.unknown()]).transform(([key, use], context): [string, TokenUse] => {
  const [kind = ''] = key.split('/', 1);
  const shape = Object.hasOwn(uses, kind) ? uses[kind as Created] : undefined;
  const { data, error } = shape?.safeParse(use) ?? {};
  if (data !== undefined) return [key, data];
  context.addIssue({ code: 'custom', path: error ? [1, ...placeOf(error.issues)] : [0] });
  return z.NEVER;
});
const tables = z.strictObject(eachTable((name) => z.array<z.ZodType<Row>>(shapes[name])));
const share = z.strictObject({ ownerId: z.string(), region: z.string(), accounts: z.array(z.string()) });
const state: z.ZodType<Saved> = z.strictObject({
  version: z.int(),
  lastSeq: z.int(),
  estates: z.array(
    z.strictObject({ accountId: z.string(), region: z.string(), tables, tokens: z.array(token) }),
  ),
  shares: z.array(z.tuple([z.string(), share])),
});

/** @returns where the first wrong value is. An unknown name says more than what is missing in its place, so it comes first. */
function placeOf(issues: readonly z.core.$ZodIssue[]): PropertyKey[] {
  const stranger = issues.find((issue) => issue.code === 'unrecognized_keys');
  return stranger ? [...stranger.path, ...stranger.keys.slice(0, 1)] : (issues[0]?.path ?? []);
}

const advice = 'restore it from a copy, or move it away to begin with the seed';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`is damaged: it is not JSON; ${advice}`);
  }
}
