/** What must be true of moves, while gateways are killed. */
import {
  CreateTagsCommand,
  CreateTrafficMirrorTargetCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { createMoveMarks } from '../../../src/policies/moveMarks.ts';
import { createSigner } from '../../../src/policies/signing.ts';
import { atMost, equal, type Row } from '../../support/rows.ts';
import { type Drive, type Rig, startRig, untilSo } from './rig.ts';

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly done: number;
}
interface Payload {
  readonly operation: Operation | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

const scopes = 'traffic-mirror:read traffic-mirror:session:write traffic-mirror:tag:write';
const moveQuery = `mutation ($input: MoveTrafficMirrorSessionsInput!) { moveTrafficMirrorSessions(input: $input) {
  operation { id state done } userErrors { code message } } }`;
const operationQuery = 'query ($id: ID!) { trafficMirrorOperation(id: $id) { id state done } }';

/** Sessions that are moved, and others beside them that only look so. */
interface Moving extends Rig {
  readonly toId: string;
  /** Of those at the first target. */
  sessionIds(): Promise<string[]>;
  /** How many of these sessions are at a target. */
  countAt(ids: readonly string[], targetId: string): Promise<number>;
  /** The others, byte by byte. */
  others(ids: readonly string[]): Promise<string>;
}

async function startMoving(count: number): Promise<Moving> {
  const rig = await startRig(count, scopes);
  const toId = await addTarget(rig, 'new');
  const elsewhere = await addTarget(rig, 'others');
  for (const [index, id] of rig.interfaces.entries()) {
    await rig.addForeign(id, {}, 1);
    await rig.addForeign(id, lookalikes[index % lookalikes.length] ?? {}, 7, elsewhere);
  }
  const idOf = ({ TrafficMirrorSessionId = '' }: TrafficMirrorSession) => TrafficMirrorSessionId;
  const at = async (targetId: string) =>
    (await rig.sessions()).filter(({ TrafficMirrorTargetId }) => TrafficMirrorTargetId === targetId);
  return {
    ...rig,
    toId,
    sessionIds: async () => (await at(rig.targetId)).map(idOf),
    async countAt(ids, targetId) {
      const found = new Set((await at(targetId)).map(idOf));
      return ids.filter((id) => found.has(id)).length;
    },
    async others(ids) {
      const moved = new Set(ids);
      return JSON.stringify((await rig.sessions()).filter((session) => !moved.has(idOf(session))));
    },
  };
}

async function addTarget({ ec2 }: Rig, name: string): Promise<string> {
  const NetworkLoadBalancerArn = `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/${name}/0123456789abcdef`;
  const { TrafficMirrorTarget } = await ec2.send(
    new CreateTrafficMirrorTargetCommand({ NetworkLoadBalancerArn }),
  );
  return TrafficMirrorTarget?.TrafficMirrorTargetId ?? '';
}

/** Tags that look like those of moves, each in another way, and are not. */
const lookalikes: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'tmgw:move': 'somewhere' },
  { 'tmgw:moved': 'x/tmt-0123456789abcdef0/tmt-0123456789abcdef1/there' },
  { 'TMGW:move': 'x' },
  { move: 'x' },
];

async function begin(rig: Moving, more: object = {}): Promise<string> {
  const input = { fromTrafficMirrorTargetId: rig.targetId, toTrafficMirrorTargetId: rig.toId, ...more };
  const { operation, userErrors } = (await rig.ask(moveQuery, { input }))
    .moveTrafficMirrorSessions as Payload;
  if (operation === null) throw new Error(JSON.stringify(userErrors));
  return operation.id;
}

async function operationOf(rig: Moving, id: string): Promise<Operation> {
  return (await rig.ask(operationQuery, { id })).trafficMirrorOperation as Operation;
}

const untilOver = async (rig: Moving, id: string): Promise<Operation> => {
  let last: Operation | undefined;
  await untilSo(async () => {
    last = await operationOf(rig, id);
    return last.state !== 'RUNNING' && last.state !== 'ROLLING_BACK';
  }, 500);
  return last as Operation;
};

const modify = 'ModifyTrafficMirrorSession';
const isOnItsWay = ({ Tags = [] }: TrafficMirrorSession) =>
  Tags.some(({ Key, Value = '' }) => Key === 'tmgw:move' && Value.includes('.'));
const onTheirWay = async (rig: Moving) => (await rig.sessions()).filter(isOnItsWay).length;

/** Killed half-way, beside another replica without leases or alone. */
export async function moveWhileKilled({ isShort }: Drive): Promise<Row[]> {
  const count = isShort ? 40 : 300;
  const rig = await startMoving(count);
  const ids = await rig.sessionIds();
  const before = await rig.others(ids);
  const id = await begin(rig);
  await untilSo(async () => rig.calls(modify) >= count / 2, 10);
  let startedAt = 0;
  let killedAt = 0;
  await rig.gateway.strike('SIGKILL', async () => {
    killedAt = rig.calls(modify);
    startedAt = Date.now();
  });
  await untilSo(async () => rig.calls(modify) > killedAt, 10);
  const resumedSeconds = (Date.now() - startedAt) / 1_000;
  // From here on, two replicas work on the same.
  const second = await rig.startReplica();
  const { state, done } = await untilOver(rig, id);
  const after = await rig.others(ids);
  const marks = await onTheirWay(rig);
  const arrived = await rig.countAt(ids, rig.toId);
  for (const gateway of [rig.gateway, second]) await gateway.stop();
  return [
    atMost(
      `${count} sessions moved, killed at ${killedAt}: resumed after the start`,
      resumedSeconds,
      90,
      's',
    ),
    equal('the same: state', state, 'SUCCEEDED'),
    equal('the same: done', done, count),
    equal('the same: at the new target, with their ids', arrived, count),
    equal('the same: tags of moves left', marks, 0),
    equal(
      `the same: ${count} sessions of others, byte by byte`,
      before === after ? 'as before' : 'changed',
      'as before',
    ),
    equal('the same: changes without an outcome in the audit files', await rig.openIntents(), 0),
  ];
}

/** EC2 refuses one when two thirds are done, and the gateway is killed while all go back. */
export async function moveRolledBack({ isShort }: Drive): Promise<Row[]> {
  const [count, failsAt] = isShort ? [40, 25] : [300, 200];
  const rig = await startMoving(count);
  const ids = await rig.sessionIds();
  const before = await rig.others(ids);
  const refused = { code: 'TrafficMirrorSourcesPerTargetLimitExceeded', status: 400 };
  rig.faults(modify, [{ times: failsAt - 1, delayMs: 0 }, { error: refused }]);
  const id = await begin(rig);
  await untilSo(async () => (await operationOf(rig, id)).state === 'ROLLING_BACK', 50);
  const mostMoved = await rig.countAt(ids, rig.toId);
  await untilSo(async () => (await rig.countAt(ids, rig.toId)) < mostMoved * 0.8, 20);
  const killedAt = await rig.countAt(ids, rig.toId);
  await rig.gateway.strike('SIGKILL');
  const { state } = await untilOver(rig, id);
  const after = await rig.others(ids);
  const marks = await onTheirWay(rig);
  const back = await rig.countAt(ids, rig.targetId);
  await rig.gateway.stop();
  return [
    equal(
      `${count} sessions, refused at ${failsAt}, killed when ${killedAt} were still to go back: state`,
      state,
      'ROLLED_BACK',
    ),
    equal('the same: at the old target, with their ids', back, count),
    equal('the same: tags of moves left', marks, 0),
    equal(
      `the same: ${count} sessions of others, byte by byte`,
      before === after ? 'as before' : 'changed',
      'as before',
    ),
    equal('the same: changes without an outcome in the audit file', await rig.openIntents(), 0),
  ];
}

/** Somebody who can write tags, and has not the secret. */
export async function forgedMoves({ isShort }: Drive): Promise<Row[]> {
  const count = isShort ? 12 : 300;
  const rig = await startMoving(count);
  const ids = await rig.sessionIds();
  const move = {
    ...{ accountId: '123456789012', region: 'us-east-1', fromId: rig.targetId, toId: rig.toId },
    ...{ startedAtMs: Date.now(), total: count, rollsBack: true },
  };
  const { key: Key, value: Value } = createMoveMarks(
    createSigner('a guess, which is not the secret'),
  ).onItsWay(move, 'forward');
  await rig.ec2.send(new CreateTagsCommand({ Resources: ids, Tags: [{ Key, Value }] }));
  const looks = () => rig.calls('DescribeTrafficMirrorSessions');
  const before = looks();
  // A gateway that starts looks at once.
  for (let starts = 0; starts < 3; starts++) await rig.gateway.strike('SIGTERM');
  await untilSo(async () => looks() >= before + 3);
  const forged = rig.calls(modify);
  // A move that somebody may make goes on all the same.
  const { state } = await untilOver(rig, await begin(rig));
  await rig.gateway.stop();
  return [
    equal(`a forged tag of a move on ${count} sessions: changes`, forged, 0),
    equal('the same: a real move of them', state, 'SUCCEEDED'),
  ];
}
