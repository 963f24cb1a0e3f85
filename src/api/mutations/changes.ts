/** Setting and resetting properties: checks the input, foresees the result, and compares before and after. */
import type { TagRecord } from '../../ec2/tags.ts';
import type { TrafficMirrorFieldChange } from '../../generated/types.ts';
import { ec2Enums } from '../enums.ts';
import type { Problem } from '../userErrors.ts';

/** EC2's name of each property that can be reset → the property. */
type Resettable<Property extends string> = Readonly<Record<string, Property>>;

/**
 * Finds properties that are both set and reset, and inputs that change nothing.
 *
 * @param given the input without its null fields.
 */
export function* conflicts<Property extends string>(
  given: { readonly [Name in Property]?: unknown } & { readonly removeFields?: readonly string[] | null },
  properties: readonly Property[],
  resettable: Resettable<Property>,
): Generator<Problem> {
  const removed = given.removeFields ?? [];
  for (const field of new Set(removed)) {
    const property = resettable[field];
    if (property === undefined || given[property] === undefined) continue;
    const message = `${property} is both set and listed in removeFields`;
    yield { code: 'CONFLICTING_INPUT', field: [property], message };
  }
  if (removed.length === 0 && properties.every((property) => given[property] === undefined)) {
    yield {
      code: 'NO_CHANGES_REQUESTED',
      field: [],
      message: 'the input changes nothing; set a property or list one in removeFields',
    };
  }
}

/** The properties that a resource would have after a change. A reset property is undefined. */
export function foreseen<Property extends string, Values extends { readonly [Name in Property]?: unknown }>(
  before: Values,
  change: { readonly set: Values; readonly removeFields: readonly string[] },
  properties: readonly Property[],
  resettable: Resettable<Property>,
): Pick<Values, Property> {
  const removed = new Set<string | undefined>(change.removeFields.map((field) => resettable[field]));
  const after = properties.map((name) => [
    name,
    removed.has(name) ? undefined : (change.set[name] ?? before[name]),
  ]);
  return Object.fromEntries(after);
}

/** The properties that differ between two states of a resource. */
export function changesBetween<Property extends string>(
  before: { readonly [Name in Property]?: unknown },
  after: { readonly [Name in Property]?: unknown },
  properties: readonly Property[],
): TrafficMirrorFieldChange[] {
  return properties
    .map((field) => ({ field, before: asText(field, before[field]), after: asText(field, after[field]) }))
    .filter((change) => change.before !== change.after);
}

const inApi = (words: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [word, name]));

/** The API's words for EC2's, of the properties that are enums. */
const wordsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  trafficDirection: inApi(ec2Enums.TrafficMirrorDirection),
  ruleAction: inApi(ec2Enums.TrafficMirrorRuleAction),
  networkServices: inApi(ec2Enums.TrafficMirrorNetworkService),
};

/** The tags that differ between two states of a resource, each as the property `tags.KEY`. */
export function tagChangesBetween(before: readonly TagRecord[], after: readonly TagRecord[]) {
  const tagsOf = (tags: readonly TagRecord[]) =>
    Object.fromEntries(tags.map(({ key, value }) => [`tags.${key}`, value]));
  const properties = [...new Set([...before, ...after].map(({ key }) => `tags.${key}`))];
  return changesBetween(tagsOf(before), tagsOf(after), properties);
}

/** A property as the schema shows it. A port range is `from-to`, a list is separated by commas. */
function asText(property: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => asText(property, each)).join(', ') || null;
  if (typeof value !== 'object' || value === null) return wordsOf[property]?.[String(value)] ?? String(value);
  const { fromPort, toPort } = value as { fromPort?: number; toPort?: number };
  return `${fromPort ?? ''}-${toPort ?? ''}`;
}
