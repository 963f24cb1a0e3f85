/** The setup of the table of faults: a gateway over an EC2 that fails, the operations that are tried, and how each must end. */
import {
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { expect } from '@jest/globals';
import type { Fault } from '../../../src/emulator/faults/faults.ts';
import { ruleId, sessionId, targetId } from '../demo.ts';
import type { GraphqlAnswer, TestGateway } from '../gateway.ts';
import type { Payload } from '../mutations.ts';

/** How an operation ends: well, or with a code and whether sending it again may help. */
export type End = 'ok' | readonly [code: string, retryable: boolean];

/** How long a read may take; a row in which EC2 hangs allows less. */
export const defaultReadMs = 10_000;
/** One change may take 20 s, reading back 5 s, and its pauses 0.8 s. */
const changeMs = 25_800;
/** For the computing itself, on a machine that also runs other tests. */
const slackMs = 2_000;

/** The gateway of a row. Without an embedded EC2, nothing can have been changed. */
export interface FaultSetup
  extends Pick<TestGateway, 'url' | 'adminUrl'>,
    Partial<Pick<TestGateway, 'emulator' | 'ec2'>> {
  send(document: string, variables?: object): Promise<GraphqlAnswer>;
}

interface Operation {
  /** The EC2 action that the fault hits. */
  readonly action: string;
  readonly isChange: boolean;
  readonly query: string;
  readonly variables: object;
  /** Whether the answer has the requested data. */
  readonly isRight: (data: Record<string, unknown>) => boolean;
  /** How often EC2 itself has the result of a change. */
  readonly count: (ec2: EC2Client) => Promise<number>;
  /** Of a create without a key: sending it again may create another one. */
  readonly isUnrepeatable?: true;
}

const userErrors = 'userErrors { code retryable message }';
const description = 'table of faults';
const loadBalancer =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188';

const change = (mutation: string, field: string, input: object) => ({
  isChange: true,
  query: `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${field} ${userErrors} } }`,
  variables: { input },
  isRight: (data: Record<string, unknown>) => {
    const payload = data[mutation] as Payload;
    return payload.userErrors.length === 0 && payload[field.split(' ')[0] ?? ''] !== null;
  },
});

const sessionsOf = async (ec2: EC2Client) =>
  (await ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? [];

/** Every kind of operation, on actions and resources that no other one touches, so that all can be tried at once. */
export const operations = {
  readById: {
    action: 'DescribeTrafficMirrorFilterRules',
    isChange: false,
    query: 'query ($id: ID!) { trafficMirrorFilterRule(id: $id) { trafficMirrorFilterRuleId } }',
    variables: { id: ruleId },
    isRight: ({ trafficMirrorFilterRule: rule }) => Object(rule).trafficMirrorFilterRuleId === ruleId,
    count: async () => 0,
  },
  list: {
    action: 'DescribeTrafficMirrorTargets',
    isChange: false,
    query: '{ trafficMirrorTargets(first: 100) { nodes { trafficMirrorTargetId } } }',
    variables: {},
    isRight: ({ trafficMirrorTargets: list }) =>
      [1, 2, 3, 4].every((n) => JSON.stringify(list).includes(targetId(n))),
    count: async () => 0,
  },
  createWithKey: {
    action: 'CreateTrafficMirrorFilter',
    ...change('createTrafficMirrorFilter', 'trafficMirrorFilter { trafficMirrorFilterId }', {
      description,
      idempotencyKey: 'table of faults',
    }),
    count: async (ec2) => {
      const { TrafficMirrorFilters = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
      return TrafficMirrorFilters.filter(({ Description }) => Description === description).length;
    },
  },
  createWithoutKey: {
    action: 'CreateTrafficMirrorTarget',
    ...change('createTrafficMirrorTarget', 'trafficMirrorTarget { trafficMirrorTargetId }', {
      description,
      networkLoadBalancerArn: loadBalancer,
    }),
    count: async (ec2) => {
      const { TrafficMirrorTargets = [] } = await ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
      return TrafficMirrorTargets.filter(({ Description }) => Description === description).length;
    },
    isUnrepeatable: true,
  },
  modify: {
    action: 'ModifyTrafficMirrorSession',
    ...change('modifyTrafficMirrorSession', 'trafficMirrorSession { trafficMirrorSessionId }', {
      trafficMirrorSessionId: sessionId(1),
      packetLength: 333,
    }),
    count: async (ec2) => (await sessionsOf(ec2)).filter(({ PacketLength }) => PacketLength === 333).length,
  },
  delete: {
    action: 'DeleteTrafficMirrorSession',
    ...change('deleteTrafficMirrorSession', 'deletedTrafficMirrorSessionId', {
      trafficMirrorSessionId: sessionId(2),
    }),
    count: async (ec2) =>
      (await sessionsOf(ec2)).some((session) => session.TrafficMirrorSessionId === sessionId(2)) ? 0 : 1,
  },
  tags: {
    action: 'CreateTags',
    ...change('tagTrafficMirrorResources', '', {
      resourceIds: [sessionId(3)],
      add: [{ key: 'fault', value: 'table' }],
    }),
    count: async (ec2) =>
      (await sessionsOf(ec2)).filter(({ Tags }) => Tags?.some(({ Key }) => Key === 'fault')).length,
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** How the operations of a row must end; operations without an entry are not tried. */
export type Ends = Readonly<Partial<Record<OperationName, End>>>;

export const reads = (end: End): Ends => ({ readById: end, list: end });
export const creates = (end: End): Ends => ({ createWithKey: end, createWithoutKey: end });
export const changes = (end: End): Ends => ({ ...creates(end), modify: end, delete: end, tags: end });
export const everything = (end: End): Ends => ({ ...reads(end), ...changes(end) });

/** The outcome is unknown: sending the change again is safe, except for a create without a key. */
export const unknown: End = ['OUTCOME_UNKNOWN', true];
export const unknownWithoutKey: End = ['OUTCOME_UNKNOWN', false];
export const unavailable: End = ['UPSTREAM_UNAVAILABLE', true];

/** Tries operations at once and checks all that the table promises of each. @returns how many EC2 calls each operation has cost. */
export async function tryAll(
  gateway: FaultSetup,
  ends: Ends,
  script: (action: string) => readonly Fault[] = () => [],
  readMs = defaultReadMs,
): Promise<Map<OperationName, number>> {
  const { emulator, ec2 } = gateway;
  const names = operationNames.filter((name) => ends[name] !== undefined);
  for (const { action } of names.map((name) => operations[name])) emulator?.faults(action, script(action));
  const answers = await Promise.all(names.map((name) => tryOne(gateway, operations[name], readMs)));
  const costs = new Map(names.map((name) => [name, emulator?.calls.get(operations[name].action) ?? 0]));
  // From here on EC2 has no faults: they must not hit the test's own reads.
  for (const name of names) emulator?.faults(operations[name].action, []);
  const found = Object.fromEntries(names.map((name, index) => [name, answers[index]?.end]));
  const leaked = answers.map(({ text }) => text).filter((text) => foreign.test(text));
  expect({ ends: found, leaked }).toEqual({ ends, leaked: [] });
  expect(names.filter((_, index) => !answers[index]?.isInTime)).toEqual([]);
  await checkLife(gateway);
  for (const name of names) if (ec2) await checkEffect({ ...gateway, ec2 }, operations[name], ends[name]);
  return costs;
}

/** Text of proxies, of the SDK's parser and of encoded denials, which must not be passed on. */
const foreign =
  /<html|<\?xml|proxy says|Encoded authorization|@aws-sdk|Deserialization|is not expected|Unexpected token/i;

async function tryOne(
  { send }: FaultSetup,
  { query, variables, isChange, isRight }: Operation,
  readMs: number,
) {
  const startedAt = performance.now();
  const answer = await send(query, variables);
  const ms = performance.now() - startedAt;
  return {
    end: endOf(answer, isRight),
    isInTime: ms <= (isChange ? changeMs : readMs) + slackMs,
    text: JSON.stringify(answer),
  };
}

function endOf({ data, errors }: GraphqlAnswer, isRight: Operation['isRight']): End | 'wrong data' {
  const [error] = errors ?? [];
  if (error) return [String(error.extensions.code), error.extensions.retryable === true];
  const [payload] = Object.values(data ?? {});
  const [userError] = (Object(payload).userErrors ?? []) as { code: string; retryable: boolean }[];
  if (userError) return [userError.code, userError.retryable];
  return isRight(data ?? {}) ? 'ok' : 'wrong data';
}

/** Checks that EC2 has what the caller was told; an unknown outcome is settled by sending the change again. */
async function checkEffect(
  { send, ec2 }: FaultSetup & { ec2: EC2Client },
  operation: Operation,
  end: End | undefined,
): Promise<void> {
  if (!operation.isChange || end === undefined) return;
  const { action, query, variables } = operation;
  const before = await operation.count(ec2);
  const code = end === 'ok' ? 'ok' : end[0];
  if (code === 'ok') expect({ action, count: before }).toEqual({ action, count: 1 });
  else if (code !== 'OUTCOME_UNKNOWN') expect({ action, count: before }).toEqual({ action, count: 0 });
  else if (operation.isUnrepeatable) expect(before).toBeLessThanOrEqual(1);
  else {
    await send(query, variables);
    expect({ action, count: await operation.count(ec2) }).toEqual({ action, count: 1 });
  }
}

/** Checks that the process lives and that no call waits any more. */
export async function checkLife({ url, adminUrl }: Pick<TestGateway, 'url' | 'adminUrl'>): Promise<void> {
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  const waiting = metrics.match(/^ec2_lane_waiting\{.*\} [^0].*$/gm) ?? [];
  expect(waiting).toEqual([]);
}

/** The value of a metric, 0 if it is absent. */
export async function metric({ adminUrl }: Pick<TestGateway, 'adminUrl'>, series: string): Promise<number> {
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  const line = metrics.split('\n').find((text) => text.startsWith(`${series} `));
  return Number(line?.split(' ')[1] ?? 0);
}
