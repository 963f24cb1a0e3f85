/** The changes that a writer may make next, and what EC2 should have afterwards. Every writer has resources of its own. */
import { type Kind, markerKey, type State, toState } from './kinds.ts';
import type { Random } from './random.ts';

export interface Resource {
  readonly kind: Kind;
  /** In the tag of the resource. */
  readonly marker: string;
  /** Undefined until an answer has contained it. */
  id: string | undefined;
  state: State;
  /** The filter of a rule; the filter and the target of a session. */
  readonly uses: readonly Resource[];
}

/** A resource that a change touches. */
export interface Part {
  readonly resource: Resource;
  readonly after: State;
  /** The state if only the first of two EC2 calls was made. */
  readonly halfway?: State;
  /** It is deleted because the resource before it is. */
  readonly isImplied?: true;
}

export interface Change {
  readonly kind: 'create' | 'modify' | 'bulk' | 'delete' | 'tags';
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly parts: readonly Part[];
}

/** What one writer owns. */
export interface Estate {
  readonly writer: number;
  readonly interfaces: readonly string[];
  readonly resources: Resource[];
  /** A counter that makes markers, numbers and texts unique. */
  count: number;
}

const maxSessionsPerInterface = 3;
const maxRulesPerFilter = 8;
const keysInUse = ['team', 'env', 'case'];

/** A kind is chosen as often as it is listed. */
const wishes = [
  'createSession',
  'createSession',
  'createTarget',
  'createFilter',
  'createRule',
  'createRule',
  'modifySession',
  'modifySession',
  'modifyRule',
  'modifyRule',
  'modifyServices',
  'bulk',
  'delete',
  'delete',
  'delete',
  'tags',
  'tags',
] as const;

/** The next change of this writer. */
export function nextChange(estate: Estate, random: Random, run: string): Change {
  for (;;) {
    const change = make(random.pick(wishes), estate, random, run);
    if (change !== undefined) return change;
  }
}

/** @returns undefined if the writer does not have the resources that the change needs. */
function make(
  wish: (typeof wishes)[number],
  estate: Estate,
  random: Random,
  run: string,
): Change | undefined {
  const alive = (kind: Kind) => estate.resources.filter(({ kind: its, state }) => its === kind && state);
  const [sessions, targets, filters, rules] = [
    alive('Session'),
    alive('Target'),
    alive('Filter'),
    alive('FilterRule'),
  ];
  const number = ++estate.count;
  const description = `writer ${estate.writer}, change ${number}`;
  const create = (kind: Kind, input: Readonly<Record<string, unknown>>, uses: readonly Resource[] = []) =>
    toCreate(estate, {
      kind,
      input: { ...input, description },
      uses,
      marker: `${run}-${estate.writer}-${number}`,
    });
  switch (wish) {
    case 'createTarget': {
      const arn = `net/sensor-${estate.writer}/${number.toString(16).padStart(16, '0')}`;
      return create('Target', {
        networkLoadBalancerArn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/${arn}`,
      });
    }
    case 'createFilter':
      return create('Filter', {});
    case 'createRule': {
      const roomy = filters.filter((filter) => usersOf(rules, filter).length < maxRulesPerFilter);
      if (roomy.length === 0) return undefined;
      const filter = random.pick(roomy);
      const block = { sourceCidrBlock: '10.0.0.0/8', destinationCidrBlock: '0.0.0.0/0' };
      const input = { trafficDirection: 'INGRESS', ruleAction: 'ACCEPT', ...block };
      return create('FilterRule', { trafficMirrorFilterId: filter.id, ruleNumber: number, ...input }, [
        filter,
      ]);
    }
    case 'createSession': {
      const source = estate.interfaces[number % estate.interfaces.length];
      const isFull = sessions.length >= estate.interfaces.length * maxSessionsPerInterface;
      if (isFull || targets.length === 0 || filters.length === 0) return undefined;
      const [target, filter] = [random.pick(targets), random.pick(filters)];
      const ids = { trafficMirrorTargetId: target.id, trafficMirrorFilterId: filter.id };
      const input = { networkInterfaceId: source, ...ids, sessionNumber: number, packetLength: 100 };
      return create('Session', input, [target, filter]);
    }
    case 'modifySession': {
      if (sessions.length === 0) return undefined;
      const session = random.pick(sessions);
      const set = random.pick<Record<string, unknown>>([
        { packetLength: 1 + (number % 8_000) },
        { packetLength: 1 + (number % 8_000), description },
        { sessionNumber: number },
      ]);
      return toModify('modify', 'modifyTrafficMirrorSession', [session], set);
    }
    case 'bulk':
      if (sessions.length < 2) return undefined;
      return toModify('bulk', 'modifyTrafficMirrorSessions', sessions, {
        packetLength: 1 + (number % 8_000),
      });
    case 'modifyRule':
      if (rules.length === 0) return undefined;
      return toModify('modify', 'modifyTrafficMirrorFilterRule', [random.pick(rules)], {
        ruleNumber: number,
        description,
      });
    case 'modifyServices': {
      if (filters.length === 0) return undefined;
      const filter = random.pick(filters);
      const isOn = filter.state?.networkServices === 1;
      const input = {
        trafficMirrorFilterId: filter.id,
        [isOn ? 'removeNetworkServices' : 'addNetworkServices']: ['AMAZON_DNS'],
      };
      const after = { ...filter.state, networkServices: isOn ? 0 : 1 };
      const mutation = 'modifyTrafficMirrorFilterNetworkServices';
      return { kind: 'modify', mutation, input, parts: [{ resource: filter, after }] };
    }
    case 'delete':
      return toDelete(
        random.pick(['Session', 'Session', 'FilterRule', 'Target', 'Filter'] as const),
        alive,
        random,
      );
    case 'tags':
      return toTags(
        estate.resources.filter(({ state }) => state),
        random,
        String(number),
      );
  }
}

const usersOf = (resources: readonly Resource[], used: Resource) =>
  resources.filter(({ uses }) => uses.includes(used));

function toCreate(
  estate: Estate,
  {
    kind,
    input,
    uses,
    marker,
  }: Pick<Resource, 'kind' | 'uses' | 'marker'> & { input: Record<string, unknown> },
): Change {
  const resource: Resource = { kind, marker, id: undefined, state: undefined, uses };
  estate.resources.push(resource);
  const initial: Record<string, unknown> = kind === 'Filter' ? { ...input, networkServices: 0 } : input;
  return {
    kind: 'create',
    mutation: `createTrafficMirror${kind}`,
    input: { ...input, idempotencyKey: marker, tags: [{ key: markerKey, value: marker }] },
    parts: [{ resource, after: toState(kind, (field) => initial[field], []) }],
  };
}

function toModify(
  kind: 'modify' | 'bulk',
  mutation: string,
  resources: readonly Resource[],
  set: Readonly<Record<string, unknown>>,
): Change {
  const inputs = resources.map((resource) => ({ [`trafficMirror${resource.kind}Id`]: resource.id, ...set }));
  const parts = resources.map((resource) => ({ resource, after: { ...resource.state, ...set } }));
  return { kind, mutation, input: kind === 'bulk' ? { modifications: inputs } : { ...inputs[0] }, parts };
}

function toDelete(
  kind: Kind,
  alive: (kind: Kind) => readonly Resource[],
  random: Random,
): Change | undefined {
  const candidates = alive(kind);
  if (candidates.length === 0) return undefined;
  const resource = random.pick(candidates);
  const rules = kind === 'Filter' ? usersOf(alive('FilterRule'), resource) : [];
  return {
    kind: 'delete',
    mutation: `deleteTrafficMirror${kind}`,
    input: { [`trafficMirror${kind}Id`]: resource.id },
    parts: [
      { resource, after: undefined },
      ...rules.map((rule) => ({ resource: rule, after: undefined, isImplied: true as const })),
    ],
  };
}

/** Adds one key and, half of the time, removes another one. */
function toTags(resources: readonly Resource[], random: Random, value: string): Change | undefined {
  if (resources.length === 0) return undefined;
  const resource = random.pick(resources);
  const key = random.pick(keysInUse);
  const removeKeys = random.chance(0.5) ? [random.pick(keysInUse.filter((other) => other !== key))] : [];
  const without = (keys: readonly string[]) =>
    ((resource.state?.tags ?? []) as string[]).filter((tag) => !keys.includes(tag.split('=')[0] ?? ''));
  const tagged = (removed: readonly string[]) => ({
    ...resource.state,
    tags: [...without([key, ...removed]), `${key}=${value}`].sort(),
  });
  return {
    kind: 'tags',
    mutation: 'tagTrafficMirrorResources',
    input: { resourceIds: [resource.id], add: [{ key, value }], removeKeys },
    parts: [{ resource, after: tagged(removeKeys), halfway: tagged([]) }],
  };
}
