import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Running, startCompute } from '../../examples/platform-graph/compute.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { gateways } from './gateways.ts';
import { mutations, type Operation, queries } from './operations.ts';

const token = 'Bearer of the caller';
/** The same secret, so that the cursors of two gateways are equal. */
const env = { CURSOR_SECRET: 'the same one, in both of the gateways' };

async function post<Data>(
  url: string,
  document: string,
  variables?: object,
  authorization = token,
): Promise<GraphqlAnswer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: document, variables }),
  });
  return (await response.json()) as GraphqlAnswer<Data>;
}

let compute: Running;
beforeAll(async () => {
  compute = await startCompute(0);
  cleanUp(compute.stop);
});

describe.each(gateways)('through %s', (name, start) => {
  /** The same estate twice: once behind the gateway, and once queried directly. */
  let mirror: TestGateway;
  let twin: TestGateway;
  let gateway: Running;
  const sent: { to: string; authorization: string | null }[] = [];

  beforeAll(async () => {
    [mirror, twin] = await Promise.all([startTestGateway({ env }), startTestGateway({ env })]);
    const url = `${mirror.url}/graphql`;
    gateway = await start({ name: 'mirror', url }, { name: 'compute', url: compute.url }, (target, init) => {
      const authorization = new Headers(init?.headers).get('authorization');
      sent.push({ to: target === url ? 'mirror' : 'compute', authorization });
      return fetch(target, init);
    });
    cleanUp(gateway.stop);
  });
  beforeEach(() => {
    sent.length = 0;
    mirror.emulator.resetCalls();
  });

  async function answerDirectly({ document, variables, direct }: Operation): Promise<object> {
    if (direct === undefined) return twin.query(document, variables);
    return direct(twin.query, async <Data>(document: string, variables?: object) => {
      const { data, errors } = await post<Data>(compute.url, document, variables);
      if (!data) throw new Error(JSON.stringify(errors));
      return data;
    });
  }

  test.each([...queries, ...mutations])(
    '$name: the answer that there is without a gateway',
    async (operation) => {
      expect(await post(gateway.url, operation.document, operation.variables)).toEqual({
        data: await answerDirectly(operation),
      });
      const { requests = 'mirror', ec2Calls } = operation.but?.[name] ?? operation;
      expect(sent.map(({ to }) => to).join(' ')).toBe(requests);
      const excess = Object.entries(mirror.ec2Calls()).filter(
        ([action, count]) => count > (ec2Calls[action] ?? 0),
      );
      expect(excess).toEqual([]);
      expect(new Set(sent.map(({ authorization }) => authorization))).toEqual(new Set([token]));
    },
  );

  const verdicts = ({ errors }: GraphqlAnswer<unknown>) =>
    errors?.map(({ message, path, extensions: { code, awsErrorCode } }) => ({
      message,
      path,
      code,
      awsErrorCode,
    }));

  test('an error keeps its code and its path', async () => {
    const document =
      '{ good: trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { sessionNumber } bad: trafficMirrorSession(id: "tms-*") { arn } }';
    const answer = await post(gateway.url, document);
    expect(answer.data).toEqual({ good: { sessionNumber: 1 }, bad: null });
    expect(verdicts(answer)).toEqual([expect.objectContaining({ path: ['bad'], code: 'BAD_USER_INPUT' })]);
    expect(verdicts(answer)).toEqual(verdicts(await twin.send(document)));
  });

  test('a read that EC2 denies keeps its codes and its path, both deep in an answer and below an entity', async () => {
    const deep = '{ trafficMirrorSessions(first: 2) { nodes { sessionNumber target { type } } } }';
    const entity = `{ instance(instanceId: "i-0f6a7b8c9d0e10008") { networkInterfaces { trafficMirrorTarget { type } } } }`;
    for (const { emulator } of [mirror, twin]) emulator.deny('DescribeTrafficMirrorTargets');
    const answers = [await post(gateway.url, deep), await twin.send(deep), await post(gateway.url, entity)];
    for (const { emulator } of [mirror, twin]) emulator.allow('DescribeTrafficMirrorTargets');
    const [deepAnswer = {}, direct = {}, entityAnswer = {}] = answers;
    expect(deepAnswer.data).toEqual(direct.data);
    expect(verdicts(deepAnswer)).toEqual(verdicts(direct));
    expect(entityAnswer.data).toEqual({ instance: { networkInterfaces: [{ trafficMirrorTarget: null }] } });
    const [error] = verdicts(entityAnswer) ?? [];
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', awsErrorCode: 'UnauthorizedOperation' });
    // The stitching gateways leave positions in lists out of the path of an entity (graphql-hive/gateway, merged types).
    expect(error?.path?.filter((step) => typeof step === 'string')).toEqual([
      'instance',
      'networkInterfaces',
      'trafficMirrorTarget',
    ]);
  });

  test('an entity that does not exist is null, and the rest of the answer is complete', async () => {
    const document = '{ investigations { id session { trafficMirrorSessionId } target { type } } }';
    const { data } = await post(gateway.url, document);
    expect(data).toEqual({
      investigations: [
        {
          id: '1042',
          session: { trafficMirrorSessionId: 'tms-0a1b2c3d4e5f60006' },
          target: { type: 'NETWORK_INTERFACE' },
        },
        { id: '1017', session: null, target: { type: 'GATEWAY_LOAD_BALANCER_ENDPOINT' } },
      ],
    });
  });
  test('the subgraph checks the caller, and a request that it refuses as a whole keeps its code', async () => {
    const tokens = await startTokenIssuer();
    const guarded = await startTestGateway({ env: tokens.env });
    const subgraph = {
      name: 'mirror',
      url: `${guarded.url}/graphql`,
      token: await tokens.token('traffic-mirror:introspect'),
    };
    const over = await start(subgraph, { name: 'compute', url: compute.url }, fetch);
    cleanUp(over.stop);
    const [read, change] = [queries[0], mutations[0]] as [Operation, Operation];
    const reader = `Bearer ${await tokens.token('traffic-mirror:read')}`;
    const answers = [
      await post(over.url, read.document, read.variables, reader),
      await post(over.url, change.document, change.variables, reader),
      await post(over.url, change.document, change.variables, 'Bearer of nobody'),
    ];
    const codes = answers.map(({ errors }) => errors?.map(({ extensions }) => extensions.code));
    expect(codes).toEqual([undefined, ['FORBIDDEN'], ['UNAUTHENTICATED']]);
    expect(answers[0]?.data).toEqual(await answerDirectly(read));
    expect(guarded.ec2Calls()).not.toHaveProperty('ModifyTrafficMirrorSession');
  });
});
