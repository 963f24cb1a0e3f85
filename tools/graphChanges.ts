/** Finds the changes that only graphs notice: of federation's directives, and of types that several subgraphs define. */
import type { Effect, Level } from './effect.ts';
import type { DirectiveUse, Elements } from './elements.ts';
import { meaningOf } from './federationDirectives.ts';

export interface GraphChange {
  readonly level: Level;
  readonly path: string;
  readonly message: string;
  readonly why: string;
}

/** The directives of GraphQL itself, whose changes GraphQL Inspector knows. */
export const ownDirectives: readonly string[] = ['deprecated', 'specifiedBy', 'oneOf'];

export function findGraphChanges(before: Elements, after: Elements): GraphChange[] {
  const kept = [...after].flatMap(([path, { directives }]) => {
    const from = before.get(path);
    return from === undefined ? [] : directiveChanges(path, from.directives, directives);
  });
  return [...unknownDirectives(after), ...kept, ...sharedChanges(before, after)];
}

const isUnknown = ({ name }: DirectiveUse) => !ownDirectives.includes(name) && meaningOf(name) === undefined;

const unknownDirectives = (elements: Elements): GraphChange[] =>
  [...elements].flatMap(([path, { directives }]) =>
    directives.filter(isUnknown).map(({ name }) => ({
      level: 'breaking',
      path: `${path}.@${name}`,
      message: 'this check does not know the directive; add it to tools/federationDirectives.ts',
      why: 'Whom it affects is not known here.',
    })),
  );

function directiveChanges(
  path: string,
  before: readonly DirectiveUse[],
  after: readonly DirectiveUse[],
): GraphChange[] {
  const counterpart = (use: DirectiveUse, uses: readonly DirectiveUse[]) =>
    uses.find((each) => identity(each) === identity(use));
  const report = (use: DirectiveUse, effect: Effect | undefined, what: string): GraphChange[] =>
    effect === undefined || effect === 'safe'
      ? []
      : [{ ...effect, path: `${path}.@${use.name}`, message: what }];
  const removed = before.flatMap((use) =>
    counterpart(use, after) ? [] : report(use, meaningOf(use.name)?.removed, `${written(use)} was removed`),
  );
  const others = after.flatMap((use) => {
    const from = counterpart(use, before);
    const meaning = meaningOf(use.name);
    if (from === undefined) {
      const effect = typeof meaning?.added === 'function' ? meaning.added(use) : meaning?.added;
      return report(use, effect, `${written(use)} was added`);
    }
    if (written(from) === written(use)) return [];
    return report(use, meaning?.changed(from, use), `${written(from)} was changed to ${written(use)}`);
  });
  return [...removed, ...others];
}

const identity = (use: DirectiveUse) => `${use.name} ${meaningOf(use.name)?.identity?.(use) ?? ''}`;

/** In one order of the arguments, so that equal uses are written equally. */
const written = ({ name, args }: DirectiveUse) => {
  const list = Object.entries(args)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .sort();
  return `@${name}${list.length > 0 ? `(${list.join(', ')})` : ''}`;
};

/** New fields of types that other subgraphs may define or implement too: composition wants the field from them as well. */
const sharedChanges = (before: Elements, after: Elements): GraphChange[] =>
  [...after.keys()]
    .filter((path) => !before.has(path))
    .filter((path) => /^\w+\.\w+$/.test(path) && isShared(before, path.split('.')[0] ?? ''))
    .map((path) => ({
      level: 'dangerous',
      path,
      message: 'the field was added to a type that other subgraphs may have too',
      why: 'Breaks compositions with subgraphs that have the type without the new field.',
    }));

const roots: readonly string[] = ['Query', 'Mutation', 'Subscription'];

function isShared(elements: Elements, type: string): boolean {
  const own = elements.get(type);
  if (own === undefined || roots.includes(type)) return false;
  const has = (name: string, path: string) =>
    elements.get(path)?.directives.some((use) => use.name === name) ?? false;
  const isShareable = [...elements.keys()].some(
    (path) => (path === type || path.startsWith(`${type}.`)) && has('shareable', path),
  );
  return own.kind.startsWith('Interface') || (isShareable && !has('key', type));
}
