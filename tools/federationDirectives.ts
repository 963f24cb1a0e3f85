/** What adding, removing or changing each directive of federation means for those who use the schema. */
import { fieldSet, hasAll, isLooser, isOpen } from './directiveArguments.ts';
import { breaking, dangerous, type Effect } from './effect.ts';
import type { DirectiveUse } from './elements.ts';

interface Meaning {
  /** Tells the uses of a repeatable directive on one element apart. Uses with the same identity are one that changed. */
  identity?(use: DirectiveUse): string;
  added: Effect | ((use: DirectiveUse) => Effect);
  removed: Effect;
  /** Called only if the arguments differ. */
  changed(from: DirectiveUse, to: DirectiveUse): Effect;
}

const safe = () => 'safe' as const;

const nothing = { added: 'safe', removed: 'safe', changed: safe } as const;
const routes = breaking('compositions with subgraphs that refer to the type by this key');
const moved = breaking(
  'compositions in which another subgraph defines the field, and queries that need it from here',
);
const needed = breaking(
  'queries to graphs in which nobody provides those fields, and queries to this subgraph alone',
);
const planned = breaking('queries that another subgraph cannot answer: the field was read here on this way');
const typeKind = breaking(
  'compositions: a type cannot be an interface in one subgraph and an object in another',
);
const closed = breaking('callers who were allowed to read this');
const opened = dangerous('Opens this to callers who were kept out.');
const versions = dangerous('Breaks platforms whose composition or router does not know this version.');
const caches = dangerous('Routers that cache by this tag are no longer told to forget what has changed.');
const sliced = breaking('queries without a page size, where a router enforces costs');

/** Whether a router may demand a page size. IBM's cost specification has `requireOneSlicingArgument: true` as its default. */
const needsSlicing = ({ args }: DirectiveUse) =>
  hasAll(args.slicingArguments, []) && args.requireOneSlicingArgument !== false;

function permission(argument: 'scopes' | 'policies'): Meaning {
  return {
    added: ({ args }) => (isOpen(args[argument]) ? 'safe' : closed),
    removed: opened,
    changed: ({ args: from }, { args: to }) => {
      if (!isLooser(from[argument], to[argument])) return closed;
      return isOpen(to[argument]) && !isOpen(from[argument]) ? opened : 'safe';
    },
  };
}

/** All directives of federation. A test compares the list with that of the latest version of federation. */
export const federationDirectives = {
  key: {
    identity: ({ args }) => fieldSet(args.fields).join(' '),
    added: ({ kind }) =>
      kind.startsWith('Interface')
        ? dangerous('Breaks compositions in which an implementation of the interface lacks the key.')
        : 'safe',
    removed: routes,
    changed: ({ args: from }, { args: to }) =>
      to.resolvable === false && from.resolvable !== false ? routes : 'safe',
  },
  shareable: {
    ...nothing,
    removed: breaking('compositions with subgraphs that define the same fields (INVALID_FIELD_SHARING)'),
  },
  external: { added: moved, removed: moved, changed: safe },
  requires: {
    added: needed,
    removed: 'safe',
    changed: ({ args: from }, { args: to }) =>
      hasAll(fieldSet(from.fields), fieldSet(to.fields)) ? 'safe' : needed,
  },
  provides: {
    added: 'safe',
    removed: planned,
    changed: ({ args: from }, { args: to }) =>
      hasAll(fieldSet(to.fields), fieldSet(from.fields)) ? 'safe' : planned,
  },
  override: {
    added: dangerous('Graphs read the field here, no longer from the other subgraph.'),
    removed: moved,
    changed: ({ args: from }, { args: to }) =>
      from.from === to.from ? dangerous('Graphs read the field here more often, or less often.') : moved,
  },
  interfaceObject: { added: typeKind, removed: typeKind, changed: safe },
  // Federation 2 has no need of it, and reads it like `extend type`.
  extends: nothing,
  inaccessible: {
    added: breaking('clients of graphs: the element disappears from their schema'),
    removed: dangerous('Clients of graphs see it, and will come to rely on it.'),
    changed: safe,
  },
  tag: {
    identity: ({ args }) => String(args.name),
    added: dangerous('Contract variants that choose by this tag may hide it.'),
    removed: breaking(
      'contract variants that choose by this tag: they may show what they hid, or hide what they showed',
    ),
    changed: safe,
  },
  authenticated: { added: closed, removed: opened, changed: safe },
  requiresScopes: permission('scopes'),
  policy: permission('policies'),
  // Estimates, which follow what the gateway does. Platforms choose the limits that they compare them with.
  cost: nothing,
  listSize: {
    added: (use) => (needsSlicing(use) ? sliced : 'safe'),
    removed: 'safe',
    changed: (from, to) => (needsSlicing(to) && !needsSlicing(from) ? sliced : 'safe'),
  },
  // Only this subgraph's own @fromContext reads it.
  context: { ...nothing, identity: ({ args }) => String(args.name) },
  fromContext: {
    added: breaking('clients of graphs that send the argument: it disappears from their schema'),
    removed: breaking(
      'clients of graphs: the argument appears in their schema, and nothing fills it any more',
    ),
    changed: () => dangerous('The argument gets another value.'),
  },
  cacheTag: {
    identity: ({ args }) => String(args.format),
    added: 'safe',
    removed: caches,
    changed: safe,
  },
  composeDirective: {
    identity: ({ args }) => String(args.name),
    added: dangerous('Breaks compositions in which another subgraph has another directive of this name.'),
    removed: breaking('routers that read the directive from the supergraph'),
    changed: safe,
  },
  link: {
    identity: ({ args }) => String(args.url).replace(/\/v\d+\.\d+$/, ''),
    added: versions,
    removed: breaking("compositions: without federation's own link, the schema is one of Federation 1"),
    changed: ({ args: from }, { args: to }) =>
      from.url === to.url && from.for === to.for ? 'safe' : versions,
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type FederationDirective = keyof typeof federationDirectives;

/** @returns what is known about the directive, or undefined if it is not one of federation. */
export function meaningOf(name: string): Meaning | undefined {
  return Object.hasOwn(federationDirectives, name)
    ? federationDirectives[name as FederationDirective]
    : undefined;
}
