import { CreateTrafficMirrorFilterCommand } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createEc2Client } from '../../src/ec2/clients.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply, mutate } from '../support/mutations.ts';

let gateway: TestGateway;
let inIreland = '';
beforeAll(async () => {
  gateway = await startTestGateway({ moreRegions: ['eu-west-1', 'eu-central-1'] });
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' };
  const ireland = createEc2Client({ region: 'eu-west-1', endpoint: gateway.emulator.url, credentials });
  cleanUp(() => ireland.destroy());
  const { TrafficMirrorFilter } = await ireland.send(
    new CreateTrafficMirrorFilterCommand({ Description: 'in Ireland' }),
  );
  inIreland = TrafficMirrorFilter?.TrafficMirrorFilterId ?? '';
});
beforeEach(() => gateway.emulator.resetCalls());

const list = `query ($scope: AwsFanOutInput, $first: Int! = 50, $after: String) { trafficMirrorFilters(scope: $scope, first: $first, after: $after) {
  nodes { trafficMirrorFilterId scope { accountId region } } pageInfo { hasNextPage endCursor }
  scopeErrors { scope { region } code message awsErrorCode awsRequestId retryable }
} }`;
interface Filters {
  trafficMirrorFilters: {
    nodes: { trafficMirrorFilterId: string; scope: { region: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
    scopeErrors: { scope: { region: string }; code: string }[];
  };
}
const read = async (variables: object) =>
  (await gateway.query<Filters>(list, variables)).trafficMirrorFilters;

describe('one scope', () => {
  const one =
    'query ($id: ID!, $scope: AwsScopeInput) { trafficMirrorFilter(id: $id, scope: $scope) { id arn description scope { region } } }';

  test('is the default Region unless the request names another one', async () => {
    expect(await gateway.query(one, { id: inIreland })).toEqual({ trafficMirrorFilter: null });
  });

  test('can be an argument, or follow from the ARN or the global ID', async () => {
    const shown = { description: 'in Ireland', scope: { region: 'eu-west-1' } };
    const asked = await gateway.query<{ trafficMirrorFilter: { id: string; arn: string } }>(one, {
      id: inIreland,
      scope: { region: 'eu-west-1' },
    });
    expect(asked).toMatchObject({ trafficMirrorFilter: shown });
    for (const name of [asked.trafficMirrorFilter.id, asked.trafficMirrorFilter.arn]) {
      expect(await gateway.query(one, { id: name })).toMatchObject({ trafficMirrorFilter: shown });
    }
  });

  test.each<[string, object, RegExp]>([
    [
      'an unknown account',
      { id: filterId(1), scope: { accountId: '210987654321' } },
      /does not serve account 210987654321 in us-east-1/,
    ],
    [
      'an unknown Region',
      { id: filterId(1), scope: { region: 'ap-south-1' } },
      /does not serve account 123456789012 in ap-south-1/,
    ],
    [
      'a global ID of another Region than the scope',
      {
        id: Buffer.from(`123456789012/eu-west-1/${filterId(1)}`).toString('base64url'),
        scope: { region: 'us-east-1' },
      },
      /is not in account 123456789012 in us-east-1/,
    ],
  ])('%s is a clear error, and EC2 is not asked', async (_, variables, message) => {
    const [error] = await gateway.queryErrors(one, variables);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('of a mutation is where the change is made', async () => {
    const payload = await apply(gateway, 'createTrafficMirrorFilter', {
      description: 'x',
      scope: { region: 'eu-central-1' },
    });
    expect(gateway.emulator.requests.at(-1)).toMatchObject({ region: 'eu-central-1' });
    const id = (payload.trafficMirrorFilter as { id: string }).id;
    await apply(gateway, 'deleteTrafficMirrorFilter', { trafficMirrorFilterId: id });
    expect(gateway.emulator.requests.at(-1)).toMatchObject({
      region: 'eu-central-1',
      action: 'DeleteTrafficMirrorFilter',
    });
  });

  test('of a create follows from the resource that it is created on, and from nothing else', async () => {
    const create = async (input: object) => {
      const { userErrors } = await mutate(gateway, 'createTrafficMirrorSession', {
        trafficMirrorTargetId: targetId(1),
        trafficMirrorFilterId: filterId(1),
        sessionNumber: 77,
        ...input,
      });
      return userErrors.map(({ code, field }) => [code, field?.join('.')]);
    };
    const eni = 'arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0123456789abcdef0';
    const created = await create({ networkInterfaceId: eni });
    expect(created).toEqual([['NOT_FOUND', 'input.networkInterfaceId']]);
    expect(gateway.emulator.requests.at(-1)).toMatchObject({
      action: 'CreateTrafficMirrorSession',
      region: 'eu-west-1',
    });
    const endpoint = 'arn:aws:ec2:eu-west-1:123456789012:vpc-endpoint/vpce-0123456789abcdef0';
    const balancer =
      'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/sensors/50dc6c495c0c9188';
    for (const destination of [
      { networkInterfaceId: eni },
      { gatewayLoadBalancerEndpointId: endpoint },
      { networkLoadBalancerArn: balancer },
    ]) {
      await mutate(gateway, 'createTrafficMirrorTarget', destination);
      expect(gateway.emulator.requests.at(-1)).toMatchObject({
        action: 'CreateTrafficMirrorTarget',
        region: 'eu-west-1',
      });
    }
  });

  test('of a reference must be that of the change', async () => {
    const global = (place: string, id: string) => Buffer.from(`${place}/${id}`).toString('base64url');
    const { userErrors } = await mutate(gateway, 'createTrafficMirrorSession', {
      networkInterfaceId: networkInterfaceId(10),
      trafficMirrorTargetId: global('210987654321/us-east-1', targetId(1)),
      trafficMirrorFilterId: `arn:aws:ec2:us-east-1:210987654321:traffic-mirror-filter/${filterId(1)}`,
      sessionNumber: 77,
    });
    expect(userErrors.map(({ field, message }) => [field?.at(-1), message])).toEqual(
      ['trafficMirrorTargetId', 'trafficMirrorFilterId'].map((field) => [
        field,
        `${field} is in account 210987654321, not in 123456789012.`,
      ]),
    );
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('that does not exist is a user error of the mutation', async () => {
    const payload = await mutate(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
      packetLength: 1,
      trafficMirrorFilterId: `arn:aws:ec2:eu-west-1:123456789012:traffic-mirror-filter/${inIreland}`,
    });
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'INVALID_INPUT', field: ['input', 'trafficMirrorFilterId'] }),
    ]);
  });
});

describe('a list over several scopes', () => {
  const everywhere = { allRegions: true };

  test('holds what each of them has', async () => {
    const { nodes, scopeErrors } = await read({ scope: everywhere });
    expect(nodes).toHaveLength(5);
    expect(
      nodes.filter((node) => node.scope.region === 'eu-west-1').map((node) => node.trafficMirrorFilterId),
    ).toEqual([inIreland]);
    expect(scopeErrors).toEqual([]);
  });

  test('refuses a filter that names a resource of a scope that is not listed', async () => {
    const ofIreland = `arn:aws:ec2:eu-west-1:123456789012:traffic-mirror-filter/${inIreland}`;
    const elsewhere = Buffer.from(`210987654321/us-east-1/${filterId(1)}`).toString('base64url');
    const document = `query ($ids: [ID!], $scope: AwsFanOutInput) {
      trafficMirrorFilters(filter: { trafficMirrorFilterIds: $ids }, scope: $scope) { nodes { trafficMirrorFilterId } } }`;
    for (const [id, where] of [
      [ofIreland, `${inIreland} is in eu-west-1`],
      [elsewhere, `${filterId(1)} is in account 210987654321 in us-east-1`],
    ]) {
      const [error] = await gateway.queryErrors(document, { ids: [filterId(1), id] });
      expect(error).toMatchObject({
        message: expect.stringContaining(`\`filter.trafficMirrorFilterIds\`: ${where}, which is not listed`),
        extensions: { code: 'BAD_USER_INPUT', argument: 'trafficMirrorFilterIds' },
      });
    }
    expect(gateway.ec2Calls()).toEqual({});
    const scope = { regions: ['eu-west-1'] };
    expect(await gateway.query(document, { ids: [ofIreland], scope })).toEqual({
      trafficMirrorFilters: { nodes: [{ trafficMirrorFilterId: inIreland }] },
    });
  });

  test('over no scope that is served is refused, because it would look complete', async () => {
    const [error] = await gateway.queryErrors(list, { scope: { regions: [] } });
    expect(error).toMatchObject({
      message: expect.stringContaining('serves none of these accounts in any of these Regions'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'scope' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('reads only the Regions that are named', async () => {
    const { nodes } = await read({ scope: { regions: ['eu-west-1', 'eu-central-1'] } });
    expect(nodes).toHaveLength(1);
    expect(gateway.emulator.requests.map((request) => request.region).toSorted()).toEqual([
      'eu-central-1',
      'eu-west-1',
    ]);
  });

  test.each([1, 2, 3, 4, 5])('pages over them, %d at a time', async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 8; pages += 1) {
      const page: Filters['trafficMirrorFilters'] = await read({ scope: everywhere, first, after });
      seen.push(...page.nodes.map((node) => node.trafficMirrorFilterId));
      after = page.pageInfo.endCursor ?? after;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen.toSorted()).toEqual([1, 2, 3, 4].map(filterId).concat(inIreland).toSorted());
  });

  test('names the ones that cannot be read, and shows the rest', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorFilters', [
      { error: { code: 'UnauthorizedOperation', status: 403, message: 'no' } },
    ]);
    const { nodes, scopeErrors } = await read({ scope: everywhere });
    expect(scopeErrors).toEqual([
      {
        scope: { region: expect.any(String) },
        code: 'UNAUTHORIZED',
        message: 'IAM does not allow this.',
        awsErrorCode: 'UnauthorizedOperation',
        awsRequestId: expect.any(String),
        retryable: false,
      },
    ]);
    const missing = scopeErrors[0]?.scope.region;
    expect(nodes.some((node) => node.scope.region === missing)).toBe(false);
  });

  test('is empty and names every scope when none of them can be read', async () => {
    gateway.emulator.deny('DescribeTrafficMirrorFilters');
    const { nodes, scopeErrors } = await read({ scope: everywhere });
    gateway.emulator.allow('DescribeTrafficMirrorFilters');
    expect(nodes).toEqual([]);
    expect(scopeErrors.map(({ code }) => code)).toEqual(scopeErrors.map(() => 'UNAUTHORIZED'));
    expect(scopeErrors.length).toBeGreaterThan(1);
  });

  test.each<[string, object, RegExp]>([
    ['an unknown account', { accountIds: ['210987654321'] }, /does not serve 210987654321/],
    ['an unknown Region', { regions: ['us-east-1', 'ap-south-1'] }, /does not serve ap-south-1/],
    [
      'both a list and all Regions',
      { regions: ['us-east-1'], allRegions: true },
      /both `regions` and `allRegions`/,
    ],
    [
      'both a list and all accounts',
      { accountIds: ['123456789012'], allAccounts: true },
      /both `accountIds` and `allAccounts`/,
    ],
  ])('with %s is a clear error, and EC2 is not asked', async (_, scope, message) => {
    const [error] = await gateway.queryErrors(list, { scope });
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('refuses a cursor of other scopes', async () => {
    const { pageInfo } = await read({ scope: everywhere, first: 2 });
    const [error] = await gateway.queryErrors(list, { first: 2, after: pageInfo.endCursor });
    expect(error?.message).toMatch(/same `filter` and `scope`/);
  });
});
