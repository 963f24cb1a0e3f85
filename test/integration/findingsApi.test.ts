/** The list of findings: what it has, its pages, what it costs, and what it says of what could not be read. */
import { CreateTrafficMirrorSessionCommand, DeleteTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { codesOf, list, listDocument, sumOf } from '../support/findingLists.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const severities = ['BROKEN', 'WASTE', 'RISK', 'NOTICE'];

describe('the demo', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  test('has nothing broken, and names the two shadowed sessions of prod-api-1', async () => {
    const { trafficMirrorFindings: found } = await gateway.query<{
      trafficMirrorFindings: { nodes: object[]; unchecked: object[] };
    }>(`{ trafficMirrorFindings(filter: { severities: [BROKEN, WASTE] }) { unchecked { code } nodes { code severity
      subject { ... on TrafficMirrorSession { tag(key: "Name") sessionNumber networkInterface { trafficMirrorSurroundings { tags { key value } } } } }
      affectedSessions { totalCount nodes { trafficMirrorSessionId } } } } }`);
    const api1 = {
      trafficMirrorSurroundings: { tags: expect.arrayContaining([{ key: 'Name', value: 'prod-api-1' }]) },
    };
    const shadowed = (tag: string, sessionNumber: number, id: string) => ({
      code: 'SESSION_SHADOWED',
      severity: 'WASTE',
      subject: { tag, sessionNumber, networkInterface: api1 },
      affectedSessions: { totalCount: 1, nodes: [{ trafficMirrorSessionId: id }] },
    });
    expect(found.unchecked).toEqual([]);
    expect(found.nodes).toHaveLength(2);
    expect(found.nodes).toEqual(
      expect.arrayContaining([shadowed('api-1-web', 2, sessionId(2)), shadowed('api-1-db', 3, sessionId(3))]),
    );
  });

  test('what is found is read once, also what it is about and affects', async () => {
    gateway.emulator.resetCalls();
    await list(gateway);
    const plain = gateway.ec2Calls();
    gateway.emulator.resetCalls();
    await gateway.query(`{ trafficMirrorFindings { nodes { affectedSessions { nodes { arn } }
      subject { __typename ... on TrafficMirrorSession { arn } ... on TrafficMirrorFilter { arn } ... on TrafficMirrorTarget { arn } } } } }`);
    expect(gateway.ec2Calls()).toEqual(plain);
  });

  test('each resource shows what concerns it, for the reads of one', async () => {
    const { a, b, none, target, filter } = await gateway.query<
      Record<string, { findings: { nodes: { code: string }[]; unchecked: object[] } }>
    >(`query { a: trafficMirrorSession(id: "${sessionId(2)}") { ...F } b: trafficMirrorSession(id: "${sessionId(3)}") { ...F }
        none: trafficMirrorSession(id: "${sessionId(1)}") { ...F }
        target: trafficMirrorTarget(id: "${targetId(3)}") { findings { nodes { code } unchecked { code } } }
        filter: trafficMirrorFilter(id: "${filterId(3)}") { findings { nodes { code } unchecked { code } } } }
      fragment F on TrafficMirrorSession { findings { nodes { code } unchecked { code } } }`);
    const shown = [a, b, none, target, filter].map((one) => [
      one?.findings.nodes.map(({ code }) => code),
      one?.findings.unchecked,
    ]);
    expect(shown).toEqual([
      [['SESSION_SHADOWED'], []],
      [['SESSION_SHADOWED', 'FILTER_ONE_WAY'], []],
      [[], []],
      [['SESSION_SHADOWED', 'FILTER_ONE_WAY', 'GWLBE_TRUNCATES'], []],
      [['SESSION_SHADOWED', 'FILTER_ONE_WAY'], []],
    ]);
  });

  test('the findings of all sessions of a page are one reading', async () => {
    gateway.emulator.resetCalls();
    await gateway.query('{ trafficMirrorSessions { nodes { findings { nodes { code } } } } }');
    // Ten readings would be more than a hundred calls.
    expect(sumOf(gateway.ec2Calls())).toBeLessThanOrEqual(25);
  });

  test('a payload shows the findings after the change', async () => {
    const own = await startTestGateway();
    const { modifyTrafficMirrorSession: payload } = await own.query<{
      modifyTrafficMirrorSession: { trafficMirrorSession: { findings: { nodes: { code: string }[] } } };
    }>(`mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", sessionNumber: 500 }) {
      userErrors { message } trafficMirrorSession { findings { nodes { code } } } } }`);
    // Behind the narrower ones, it takes what they leave.
    expect(payload.trafficMirrorSession.findings.nodes).toEqual([]);
    expect((await list(own, { filter: { codes: ['SESSION_SHADOWED'] } })).totalCount).toBe(0);
  });
});

describe('the seed `broken`', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ seed: 'broken' });
  });

  test('has findings of every code, most severe first, with counts, evidence and assumptions', async () => {
    const { nodes, counts, totalCount } = await list(gateway);
    // Which targets are approved is said in the accounts file, which this gateway has not.
    expect(totalCount).toBe(25);
    expect(new Set(nodes.map(({ code }) => code)).size).toBe(25);
    expect(counts.map(({ code, count }) => [code, count])).toEqual(nodes.map(({ code }) => [code, 1]));
    const order = nodes.map(({ severity }) => severities.indexOf(severity));
    expect(order).toEqual(order.toSorted());
    for (const { certainty, assumptions, evidence } of nodes) {
      expect(assumptions.length > 0).toBe(certainty === 'LIKELY');
      expect(evidence).not.toEqual([]);
    }
  });

  test('pages have all of them once, and only the first one reads', async () => {
    const all = await list(gateway);
    const first = await list(gateway, { first: 10 });
    gateway.emulator.resetCalls();
    const second = await list(gateway, { first: 10, after: first.pageInfo.endCursor });
    const third = await list(gateway, { first: 10, after: second.pageInfo.endCursor });
    expect(gateway.ec2Calls()).toEqual({});
    expect([...first.nodes, ...second.nodes, ...third.nodes]).toEqual(all.nodes);
    expect([second.readAt, third.readAt]).toEqual([first.readAt, first.readAt]);
    expect([second.totalCount, third.counts]).toEqual([all.totalCount, all.counts]);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  });

  test('a page of a list that is kept no more is read again, and continues behind the same finding', async () => {
    const all = await list(gateway);
    const first = await list(gateway, { first: 10 });
    for (let n = 0; n < 16; n++) await list(gateway, { filter: { codes: ['FILTER_EMPTY'] } });
    gateway.emulator.resetCalls();
    const second = await list(gateway, { first: 10, after: first.pageInfo.endCursor });
    expect(sumOf(gateway.ec2Calls())).toBeGreaterThan(10);
    expect(second.nodes).toEqual(all.nodes.slice(10, 20));
    expect(second.readAt > first.readAt).toBe(true);
  });

  test('a cursor of another list is refused', async () => {
    const { pageInfo } = await list(gateway, { first: 10 });
    const [error] = await gateway.queryErrors(listDocument, {
      filter: { codes: ['FILTER_EMPTY'] },
      after: pageInfo.endCursor,
    });
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } });
  });

  test('codes and severities choose findings, and what is read for them', async () => {
    gateway.emulator.resetCalls();
    expect(codesOf(await list(gateway, { filter: { codes: ['FILTER_EMPTY', 'VNI_AMBIGUOUS'] } }))).toEqual([
      'FILTER_EMPTY',
      'VNI_AMBIGUOUS',
    ]);
    expect(Object.keys(gateway.ec2Calls()).sort()).toEqual([
      'DescribeNetworkInterfaces',
      'DescribeTrafficMirrorFilters',
      'DescribeTrafficMirrorSessions',
      'DescribeTrafficMirrorTargets',
    ]);
    const both = { codes: ['FILTER_EMPTY', 'VNI_AMBIGUOUS'], severities: ['RISK'] };
    expect(codesOf(await list(gateway, { filter: both }))).toEqual(['VNI_AMBIGUOUS']);
    const likely = await list(gateway, { filter: { certainties: ['LIKELY'] } });
    expect(new Set(likely.nodes.map(({ certainty }) => certainty))).toEqual(new Set(['LIKELY']));
    gateway.emulator.resetCalls();
    for (const filter of [{ codes: [] }, { severities: [] }, { trafficMirrorTargetIds: [] }])
      expect((await list(gateway, { filter })).nodes).toEqual([]);
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('resources choose findings, and are read with what surrounds them alone', async () => {
    const all = await gateway.query<{
      trafficMirrorFindings: {
        nodes: {
          id: string;
          affectedSessions: {
            nodes: Record<
              | 'trafficMirrorSessionId'
              | 'trafficMirrorTargetId'
              | 'trafficMirrorFilterId'
              | 'networkInterfaceId',
              string
            >[];
          };
        }[];
      };
    }>(`{ trafficMirrorFindings { nodes { id affectedSessions(first: 200) { nodes {
        trafficMirrorSessionId trafficMirrorTargetId trafficMirrorFilterId networkInterfaceId } } } } }`);
    const { nodes } = all.trafficMirrorFindings;
    const properties = [
      'trafficMirrorSessionId',
      'trafficMirrorTargetId',
      'trafficMirrorFilterId',
      'networkInterfaceId',
    ] as const;
    for (const property of properties)
      for (const { affectedSessions } of nodes.slice(0, 3)) {
        const value = affectedSessions.nodes[0]?.[property] ?? '';
        const expected = nodes.filter((one) =>
          one.affectedSessions.nodes.some((session) => session[property] === value),
        );
        const found = await list(gateway, { filter: { [`${property}s`]: [value] } });
        expect([property, value, found.nodes.map(({ id }) => id).sort()]).toEqual([
          property,
          value,
          expected.map(({ id }) => id).sort(),
        ]);
      }
  });

  test('a resource that is not there has no findings, and a name that is none is refused', async () => {
    expect((await list(gateway, { filter: { trafficMirrorSessionIds: [sessionId(99)] } })).totalCount).toBe(
      0,
    );
    const [error] = await gateway.queryErrors(listDocument, {
      filter: { trafficMirrorSessionIds: ['tms-*'] },
    });
    expect(error?.message).toContain('filter.trafficMirrorSessionIds');
  });

  test('coverage counts what is mirrored in vain', async () => {
    const { trafficMirrorCoverage: page } = await gateway.query<{
      trafficMirrorCoverage: {
        coverage: Record<string, number>;
        groups: { coverage: Record<string, number> }[];
      };
    }>(
      `{ trafficMirrorCoverage { coverage { mirrored mirroredInVain } groups(by: VPC) { coverage { mirrored mirroredInVain } } } }`,
    );
    const { mirroredInVain = 0, mirrored = 0 } = page.coverage;
    // One source for each of the eight BROKEN faults.
    expect(mirroredInVain).toBe(8);
    expect(mirrored).toBeGreaterThan(200);
    expect(page.groups.reduce((sum, { coverage }) => sum + (coverage.mirroredInVain ?? 0), 0)).toBe(8);
  });
});

describe('a list that changes', () => {
  test('a finding keeps its id as long as the same thing is wrong', async () => {
    const gateway = await startTestGateway();
    const before = await list(gateway, { filter: { codes: ['FILTER_ONE_WAY'] } });
    await gateway.ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId: networkInterfaceId(10),
        TrafficMirrorTargetId: targetId(2),
        TrafficMirrorFilterId: filterId(3),
        SessionNumber: 1,
      }),
    );
    const after = await list(gateway, { filter: { codes: ['FILTER_ONE_WAY'] } });
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
    expect(after.nodes[0]?.affectedSessionCount).toBe((before.nodes[0]?.affectedSessionCount ?? 0) + 1);
  });

  test('sessions that are gone since are left out of what a finding affects', async () => {
    const gateway = await startTestGateway();
    const query = `query ($after: String) { trafficMirrorFindings(first: 1, after: $after, filter: { codes: [SESSION_SHADOWED] }) { pageInfo { endCursor }
      nodes { affectedSessionCount subject { __typename } affectedSessions { totalCount nodes { arn } pageInfo { hasNextPage endCursor } } } } }`;
    interface Page {
      trafficMirrorFindings: { nodes: Record<string, unknown>[]; pageInfo: { endCursor: string } };
    }
    const { trafficMirrorFindings: first } = await gateway.query<Page>(query);
    for (const n of [2, 3])
      await gateway.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(n) }));
    const { trafficMirrorFindings: second } = await gateway.query<Page>(query, {
      after: first.pageInfo.endCursor,
    });
    expect(second.nodes).toEqual([
      {
        affectedSessionCount: 1,
        subject: null,
        affectedSessions: { totalCount: 1, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      },
    ]);
  });
});
