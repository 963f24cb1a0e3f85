/** What must be mirrored: the policies of the policy file, their shape, and what is refused. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Range, sessionRanges } from '../mirroring/ranges.ts';
import type { ApprovedTargets } from './accounts.ts';
import { accountId } from './accountsFile.ts';
import type { Problems } from './json.ts';
import { regionCode } from './settings.ts';
import { type Located, parseYaml } from './yaml.ts';

/** What the gateway does about a policy. The schema's enum has the same. */
export const policyModes = ['observe', 'apply', 'retire'] as const;
export type PolicyMode = (typeof policyModes)[number];

const name = z.string().regex(/^[\w.-]{1,63}$/, 'must have 1 to 63 letters, digits or _.-');

const number = ({ min, max }: Range) =>
  z
    .string(`must be a whole number from ${min} to ${max}`)
    .regex(/^(0|[1-9]\d{0,8})$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

const list = <Item extends z.ZodType>(item: Item, otherwise: string) =>
  z.array(item).min(1, `must not be empty: it could mean all or none; ${otherwise}`);

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-zA-Z]{8,32}$`), `must be ${prefix}-…`);
const ids = (prefix: string) => list(id(prefix), 'leave it out for all');

const tagKey = z.string().min(1).max(127);
const tagValue = z.string().max(256);

/** By key; a list is met by any of its values, and `*` is any value. */
const conditions = z
  .record(tagKey, z.union([tagValue.transform((one) => [one]), list(tagValue, 'name a value')]))
  .refine((tags) => Object.keys(tags).length > 0, 'must not be empty: it could mean all or none; name a tag');

const selection = z.strictObject({
  /** Every interface, without a condition. */
  everything: z.literal('true', 'can only be true').optional(),
  /** Every key must be met. */
  tags: conditions.optional(),
  /** Whose tags are looked at, key by key. */
  tagsOf: z.enum(['either', 'instance', 'interface']).default('either'),
  vpcs: ids('vpc').optional(),
  subnets: ids('subnet').optional(),
  /** `primary`: of an instance, only the interface with device index 0. */
  interfaces: z.enum(['primary', 'all']).default('primary'),
  /** One match is enough, and wins over everything else. */
  exclude: z
    .strictObject({
      tags: conditions.optional(),
      ids: list(z.union([id('eni'), id('i')], 'must be eni-… or i-…'), 'leave it out').optional(),
    })
    .optional(),
});

/** The ids of Availability Zones, which are the same for all accounts (EC2 user guide, "AZ IDs"). */
const zoneIds = list(
  z.string().regex(/^[a-z]+\d+(-[a-z]+\d+)?-az\d+$/, 'must be the ID of a zone, for example euw1-az1'),
  'leave it out for any',
);

const target = z.strictObject({
  id: id('tmt'),
  /** The zones whose sources it is for. Absent: the zone of its interface; for a load balancer, any. */
  zones: zoneIds.optional(),
  /** How many sources it takes. Absent: what the AWS guide says. */
  capacity: number({ min: 1, max: 100_000 }).optional(),
});

const vni = number(sessionRanges.virtualNetworkId);

const mirror = z.strictObject({
  /** Exactly one in each account and Region. */
  filter: z.union([id('tmf'), z.strictObject({ tags: conditions })], 'must be tmf-…, or tags: {…}'),
  targets: z.union(
    [list(target, 'name a target'), z.strictObject({ tags: conditions })],
    'must be a list of {id: tmt-…}, or tags: {…}',
  ),
  place: z.enum(['same-zone', 'any-zone']).default('same-zone'),
  /** What becomes of an interface whose zone has no target with room. */
  otherwise: z.enum(['impossible', 'any-zone']).default('impossible'),
  /** 1 and 32766 are left for what comes before and behind all policies. */
  number: number({ min: 2, max: 32_765 }),
  vni: z
    .union([z.literal('auto'), vni, z.record(id('vpc'), vni)], 'must be auto, a number, or a number by VPC')
    .default('auto'),
  /** Absent: the whole packet. */
  packetLength: number(sessionRanges.packetLength).optional(),
});

const keepOrDelete = z.enum(['keep', 'delete']).default('keep');

const guard = z.strictObject({
  changesPerPass: number({ min: 1, max: 10_000 }).default(100),
  deletePercent: number({ min: 0, max: 100 }).default(10),
  /** What becomes of sessions whose interfaces the policy does not want any more. */
  unselected: keepOrDelete,
  /** What becomes of sessions whose instances do not run. */
  stopped: keepOrDelete,
});

const policy = z.strictObject({
  name,
  mode: z.enum(policyModes),
  /** Absent: all that are served. */
  places: list(
    z.strictObject({
      accounts: list(accountId, 'leave it out for all').optional(),
      regions: list(regionCode, 'leave it out for all').optional(),
    }),
    'leave it out for all',
  ).optional(),
  select: selection,
  mirror,
  guard: guard.prefault({}),
});

const file = z.strictObject({
  /** In the tag of every session that a policy owns. */
  owner: name,
  policies: z.array(policy),
});

export type Policy = z.output<typeof policy>;
export type TagConditions = z.output<typeof conditions>;
export type PolicySelection = Policy['select'];
export type PolicyMirror = Policy['mirror'];
export type PolicyGuard = Policy['guard'];

/** The policies that a text is about. */
export interface Policies {
  readonly owner: string;
  /** Lowest session number first: the order in which EC2 evaluates their sessions. */
  readonly policies: readonly Policy[];
  /** SHA-256 of the text, in hexadecimal. */
  readonly revision: string;
}

/** What the policies must agree with. */
export interface PolicySurroundings {
  /** The accounts and Regions that are served. Undefined: not all of them are known yet. */
  readonly places: readonly { readonly accountId: string; readonly region: string }[] | undefined;
  readonly approvedTargets: ApprovedTargets | undefined;
}

/** Parses the text of the policy file. @returns the policies, or every problem. */
export function parsePolicies(text: string, surroundings: PolicySurroundings): Policies | Problems {
  const parsed = parseYaml(file, text);
  if ('problems' in parsed) return parsed;
  const { data, locate, keysAt } = parsed;
  const problems = [
    ...(isOpenEnded(text) ? cutOff(text, data.policies, keysAt, locate) : []),
    ...repeated(data.policies, (one) => one.name, ['name'], locate),
    ...repeated(data.policies, (one) => one.mirror.number, ['mirror', 'number'], locate),
    ...data.policies.flatMap((one, index) =>
      [...disagreements(one, surroundings)].map(([path, message]) =>
        locate(['policies', index, ...path], message),
      ),
    ),
  ];
  if (problems.length > 0) return { problems };
  return {
    owner: data.owner,
    policies: data.policies.toSorted((one, other) => one.mirror.number - other.mirror.number),
    revision: createHash('sha256').update(text).digest('hex'),
  };
}

/** Whether the beginning of a text may be a text of its own: JSON ends with what it began with. */
const isOpenEnded = (text: string): boolean => !/^\s*\{/.test(text);

/** A text that was cut off must delete nothing: what may be deleted comes behind everything that says what is wanted. */
function cutOff(
  text: string,
  policies: readonly Policy[],
  keysAt: (path: readonly PropertyKey[]) => string[],
  locate: Located,
): string[] {
  const early = policies.flatMap(({ guard: { unselected, stopped } }, index) => {
    const path = ['policies', index];
    const mayDelete = unselected === 'delete' || stopped === 'delete';
    return mayDelete && keysAt(path).at(-1) !== 'guard'
      ? [locate([...path, 'guard'], 'must be the last key of a policy that may delete')]
      : [];
  });
  return text.endsWith('\n') ? early : [...early, 'does not end with a newline, so it may have been cut off'];
}

function repeated(
  policies: readonly Policy[],
  keyOf: (policy: Policy) => string | number,
  path: readonly string[],
  locate: Located,
): string[] {
  const values = policies.map(keyOf);
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [locate(['policies', index, ...path], `${value} is there twice; each policy has its own`)]
      : [],
  );
}

type Disagreement = readonly [path: readonly PropertyKey[], message: string];

function* disagreements(
  { select, mirror, places = [] }: Policy,
  surroundings: PolicySurroundings,
): Generator<Disagreement> {
  const { everything, tags, vpcs, subnets } = select;
  const isConditional = (tags ?? vpcs ?? subnets) !== undefined;
  if (!isConditional && everything === undefined)
    yield [['select'], 'has no tags, vpcs or subnets; add one, or everything: true'];
  if (isConditional && everything !== undefined)
    yield [['select', 'everything'], 'is there beside a condition; keep one of them'];
  if (mirror.place === 'any-zone' && mirror.otherwise === 'any-zone')
    yield [['mirror', 'otherwise'], 'says nothing beside place: any-zone; leave it out'];
  yield* notApproved(mirror, surroundings);
  const { places: served } = surroundings;
  if (served === undefined) return;
  for (const [index, { accounts, regions }] of places.entries()) {
    const at = ['places', index];
    for (const one of accounts ?? [])
      if (!served.some((place) => place.accountId === one))
        yield [at, `account ${one} is not served; add it to the accounts, or leave it out`];
    for (const one of regions ?? [])
      if (!served.some((place) => place.region === one && (accounts?.includes(place.accountId) ?? true)))
        yield [at, `Region ${one} is not served in these accounts; add it to them, or leave it out`];
  }
}

function* notApproved(
  { targets }: PolicyMirror,
  { approvedTargets }: PolicySurroundings,
): Generator<Disagreement> {
  if (!Array.isArray(targets)) {
    // Whoever can write tags could have packets sent to a target of their own.
    if (approvedTargets === undefined)
      yield [
        ['mirror', 'targets'],
        'may have tags only where approvedTargets of the accounts file says which targets are approved; name their ids',
      ];
    return;
  }
  const ids = targets.map((one) => one.id);
  for (const [index, one] of ids.entries())
    if (ids.indexOf(one) < index) yield [['mirror', 'targets', index], `${one} is there twice`];
  // What is approved by its endpoint or owner is known only once it has been read.
  const isById =
    approvedTargets !== undefined &&
    Object.entries(approvedTargets).every(
      ([kind, approved]) => kind === 'trafficMirrorTargetIds' || approved.length === 0,
    );
  for (const [index, one] of ids.entries())
    if (isById && !approvedTargets.trafficMirrorTargetIds.includes(one))
      yield [
        ['mirror', 'targets', index, 'id'],
        `${one} is not among approvedTargets of the accounts file; add it there, or name another one`,
      ];
}
