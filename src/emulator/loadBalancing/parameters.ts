/** Parsers of the parameters that only Elastic Load Balancing has: `member` lists, ARNs and names. */
import type { Row } from '../state/records.ts';
import type { Table } from '../state/table.ts';
import { list, type Parser, required, string } from '../wire/parameters.ts';
import { type ArnKind, nameOf } from './arns.ts';
import { arnNotFound, malformedArn, namesNotFound, unsupported, validationError } from './errors.ts';

/** `Name.member.1`, `Name.member.2`. The Query protocol writes an empty list as `Name=`. */
export function members<T>(item: Parser<T | undefined>, max = Number.POSITIVE_INFINITY): Parser<T[]> {
  const items = list(item);
  return (node, name) => {
    if (!node || (node.value === '' && !node.children)) return [];
    const [other] = [...(node.children?.keys() ?? [])].filter((key) => key !== 'member');
    if (node.value !== undefined || other !== undefined)
      throw validationError(`${name} must be a list: ${name}.member.1`);
    const parsed = items(node.children?.get('member'), `${name}.member`);
    if (parsed.length > max) throw validationError(`${name} must have at most ${max} members`);
    return parsed;
  };
}

/** A list that must have a member. */
export const someMembers =
  <T>(item: Parser<T | undefined>, max?: number): Parser<T[]> =>
  (node, name) => {
    const parsed = members(item, max)(node, name);
    if (parsed.length === 0) throw validationError(`${name} must have at least one member`);
    return parsed;
  };

/** A well-formed ARN of the kind. Whether the resource exists is for the handler to check. */
export const arn =
  (kind: ArnKind): Parser<string | undefined> =>
  (node, name) => {
    const text = string(node, name);
    if (text !== undefined && !kind.pattern.test(text)) throw malformedArn(kind, text);
    return text;
  };
export const requiredArn = (kind: ArnKind) => required(arn(kind));

/** What a name may be (API reference, CreateLoadBalancer); what cannot be one is not there. */
export const names = members(required(string));

/** A parameter that Elastic Load Balancing has and the emulator has not: it must be absent. */
export const absent: Parser<undefined> = (node, name) => {
  if (node) throw unsupported(`the parameter ${name}`);
};

/** Returns the row with this ARN, or throws the kind's NotFound error. */
export function found<R extends Row>(table: Table<R>, kind: ArnKind, id: string): R {
  const row = table.get(id);
  if (!row) throw arnNotFound(kind);
  return row;
}

/** The rows with these ARNs and with these names, each once. Throws the kind's NotFound error unless all are there. */
export function selected<R extends Row>(
  table: Table<R>,
  kind: ArnKind,
  arns: readonly string[],
  wanted: readonly string[],
): R[] {
  const rows = new Set(arns.map((id) => found(table, kind, id)));
  const named = wanted.flatMap((name) => table.by('name', name));
  const missing = wanted.filter((name) => !named.some(({ id }) => nameOf(id) === name));
  if (missing.length > 0) throw namesNotFound(kind, missing);
  for (const row of named) rows.add(row);
  return [...rows];
}
