/** What plans say of findings: those that a change adds, and those that it resolves. */
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Plan, planFields, planName } from '../support/plans.ts';

interface Shown {
  readonly code: string;
  readonly affectedSessionCount: number;
  readonly subject: Record<string, string> | null;
  readonly affectedSessions: { readonly nodes: readonly { readonly trafficMirrorSessionId: string }[] };
}
interface Delta {
  readonly added: readonly Shown[];
  readonly resolved: readonly Shown[];
  readonly unchecked: readonly { readonly code: string }[];
}

const delta = `findings { added { ...F } resolved { ...F } unchecked { code } }`;
const fragment = `fragment F on TrafficMirrorFinding { code affectedSessionCount affectedSessions { nodes { trafficMirrorSessionId } }
  subject { ... on TrafficMirrorSession { trafficMirrorSessionId } ... on TrafficMirrorTarget { trafficMirrorTargetId }
    ... on TrafficMirrorFilter { trafficMirrorFilterId } ... on TrafficMirrorFilterRule { trafficMirrorFilterRuleId } } }`;

async function planOf(gateway: TestGateway, mutation: string, input: object) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const name = planName(mutation);
  const data = await gateway.query<Record<string, Plan & { readonly findings: Delta | null }>>(
    `query ($input: ${type}!) { ${name}(input: $input) { ${planFields} ${delta} } } ${fragment}`,
    { input },
  );
  return data[name] as Plan & { readonly findings: Delta | null };
}
const codesIn = (findings: readonly Shown[] | undefined) => findings?.map(({ code }) => code);

/** A session that the demo could have. */
const creation = {
  networkInterfaceId: networkInterfaceId(10),
  trafficMirrorTargetId: targetId(1),
  trafficMirrorFilterId: filterId(1),
  sessionNumber: 1,
};

describe('plans of one change', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  test('a session with a filter that is empty adds FILTER_EMPTY', async () => {
    const { createTrafficMirrorFilter } = await gateway.query<{
      createTrafficMirrorFilter: { trafficMirrorFilter: { trafficMirrorFilterId: string } };
    }>('mutation { createTrafficMirrorFilter(input: {}) { trafficMirrorFilter { trafficMirrorFilterId } } }');
    const { trafficMirrorFilterId } = createTrafficMirrorFilter.trafficMirrorFilter;
    const { findings, userErrors } = await planOf(gateway, 'createTrafficMirrorSession', {
      ...creation,
      trafficMirrorFilterId,
    });
    expect(userErrors).toEqual([]);
    expect(findings).toEqual({
      added: [
        {
          code: 'FILTER_EMPTY',
          affectedSessionCount: 1,
          subject: { trafficMirrorFilterId },
          affectedSessions: { nodes: [] },
        },
      ],
      resolved: [],
      unchecked: [],
    });
  });

  test('a VXLAN network ID that is in use from an equal address adds VNI_AMBIGUOUS', async () => {
    const { trafficMirrorSession: first } = await gateway.query<{
      trafficMirrorSession: { virtualNetworkId: number; trafficMirrorTargetId: string };
    }>(`{ trafficMirrorSession(id: "${sessionId(1)}") { virtualNetworkId trafficMirrorTargetId } }`);
    const { findings } = await planOf(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(2),
      ...first,
    });
    expect(codesIn(findings?.added)).toEqual(['VNI_AMBIGUOUS']);
    expect(findings?.added[0]?.affectedSessionCount).toBe(2);
    expect(findings?.resolved).toEqual([]);
  });

  test('a session behind one that takes everything adds SESSION_SHADOWED, about what is not there yet', async () => {
    const { findings } = await planOf(gateway, 'createTrafficMirrorSession', {
      ...creation,
      networkInterfaceId: networkInterfaceId(2),
      sessionNumber: 32_000,
    });
    expect(findings?.added).toEqual([
      { code: 'SESSION_SHADOWED', affectedSessionCount: 1, subject: null, affectedSessions: { nodes: [] } },
    ]);
  });

  test('deleting session 1 resolves that it shadows the others', async () => {
    const { findings } = await planOf(gateway, 'deleteTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
    });
    expect(findings?.added).toEqual([]);
    expect(findings?.resolved.map(({ code, subject }) => [code, subject])).toEqual(
      expect.arrayContaining(
        [2, 3].map((n) => ['SESSION_SHADOWED', { trafficMirrorSessionId: sessionId(n) }]),
      ),
    );
  });

  test('changes of rules and network services are judged for all sessions of the filter', async () => {
    const accept = {
      trafficMirrorFilterId: filterId(3),
      trafficDirection: 'EGRESS',
      ruleNumber: 100,
      ruleAction: 'ACCEPT',
      sourceCidrBlock: '0.0.0.0/0',
      destinationCidrBlock: '0.0.0.0/0',
    };
    const twoWay = await planOf(gateway, 'createTrafficMirrorFilterRule', accept);
    expect(codesIn(twoWay.findings?.resolved)).toEqual(['FILTER_ONE_WAY']);
    expect(twoWay.findings?.resolved[0]?.affectedSessionCount).toBe(2);
    const services = await planOf(gateway, 'modifyTrafficMirrorFilterNetworkServices', {
      trafficMirrorFilterId: filterId(1),
      removeNetworkServices: ['AMAZON_DNS'],
    });
    expect(services.findings).toEqual({ added: [], resolved: [], unchecked: [] });
    const { trafficMirrorFilter } = await gateway.query<{
      trafficMirrorFilter: { ingressRules: { trafficMirrorFilterRuleId: string }[] };
    }>(`{ trafficMirrorFilter(id: "${filterId(1)}") { ingressRules { trafficMirrorFilterRuleId } } }`);
    const [rule] = trafficMirrorFilter.ingressRules;
    const narrower = await planOf(gateway, 'deleteTrafficMirrorFilterRule', rule ?? {});
    expect(codesIn(narrower.findings?.resolved)).toContain('SESSION_SHADOWED');
  });

  test('what no finding depends on costs no reading', async () => {
    gateway.emulator.resetCalls();
    const nothing = { added: [], resolved: [], unchecked: [] };
    const filter = await planOf(gateway, 'createTrafficMirrorFilter', { description: 'new' });
    const tags = await planOf(gateway, 'tagTrafficMirrorResources', {
      resourceIds: [sessionId(1)],
      add: [{ key: 'a', value: 'b' }],
    });
    expect([filter.findings, tags.findings]).toEqual([nothing, nothing]);
    expect(gateway.ec2Calls()).not.toHaveProperty('DescribeSecurityGroups');
  });

  test('input that is refused has no findings; a refusal for another reason does not hide them', async () => {
    const bad = await planOf(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
      sessionNumber: 0,
    });
    expect(bad.findings).toBeNull();
    const taken = await planOf(gateway, 'createTrafficMirrorSession', {
      ...creation,
      networkInterfaceId: networkInterfaceId(2),
      trafficMirrorFilterId: filterId(3),
      sessionNumber: 1,
    });
    expect(taken.userErrors.map(({ code }) => code)).toContain('ALREADY_EXISTS');
    expect(taken.findings).not.toBeNull();
  });

  test('a rule that is planned behind one that decides everything is found without a session', async () => {
    const { createTrafficMirrorFilter } = await gateway.query<{
      createTrafficMirrorFilter: { trafficMirrorFilter: { trafficMirrorFilterId: string } };
    }>('mutation { createTrafficMirrorFilter(input: {}) { trafficMirrorFilter { trafficMirrorFilterId } } }');
    const rule = {
      trafficMirrorFilterId: createTrafficMirrorFilter.trafficMirrorFilter.trafficMirrorFilterId,
      trafficDirection: 'INGRESS',
      ruleNumber: 1,
      ruleAction: 'ACCEPT',
      sourceCidrBlock: '0.0.0.0/0',
      destinationCidrBlock: '0.0.0.0/0',
    };
    await gateway.query(
      'mutation ($input: CreateTrafficMirrorFilterRuleInput!) { createTrafficMirrorFilterRule(input: $input) { userErrors { message } } }',
      { input: rule },
    );
    const { findings } = await planOf(gateway, 'createTrafficMirrorFilterRule', { ...rule, ruleNumber: 2 });
    expect(findings?.added).toEqual([
      { code: 'RULE_SHADOWED', affectedSessionCount: 0, subject: null, affectedSessions: { nodes: [] } },
    ]);
  });
});

test('a receiver that does not run is held against a new session only, and found for all', async () => {
  const gateway = await startTestGateway();
  const { trafficMirrorTarget } = await gateway.query<{
    trafficMirrorTarget: { networkInterface: { trafficMirrorSurroundings: { instanceId: string } } };
  }>(
    `{ trafficMirrorTarget(id: "${targetId(1)}") { networkInterface { trafficMirrorSurroundings { instanceId } } } }`,
  );
  const { instanceId } = trafficMirrorTarget.networkInterface.trafficMirrorSurroundings;
  await gateway.ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
  const created = await planOf(gateway, 'createTrafficMirrorSession', creation);
  expect(created.userErrors[0]).toMatchObject({
    code: 'UNSUPPORTED_RESOURCE',
    field: ['input', 'trafficMirrorTargetId'],
    message: expect.stringContaining(`${instanceId}, which is stopped`),
  });
  const moved = await planOf(gateway, 'modifyTrafficMirrorSession', {
    trafficMirrorSessionId: sessionId(2),
    trafficMirrorTargetId: targetId(1),
  });
  expect(moved.userErrors.filter(({ code }) => code === 'UNSUPPORTED_RESOURCE')).toEqual([]);
  const { trafficMirrorFindings } = await gateway.query<{ trafficMirrorFindings: { nodes: object[] } }>(
    '{ trafficMirrorFindings(filter: { severities: [BROKEN] }) { nodes { code } } }',
  );
  expect(trafficMirrorFindings.nodes).toEqual([{ code: 'COLLECTOR_STOPPED' }]);
});

describe('plans of many changes', () => {
  test('each takes those before it into account, and all are one reading', async () => {
    const gateway = await startTestGateway();
    const input = {
      deletions: [1, 2].map((n) => ({ trafficMirrorSessionId: sessionId(n) })),
    };
    const { planDeleteTrafficMirrorSessions: all } = await gateway.query<{
      planDeleteTrafficMirrorSessions: { plans: { findings: Delta }[] };
    }>(
      `query ($input: DeleteTrafficMirrorSessionsInput!) { planDeleteTrafficMirrorSessions(input: $input) { plans { ${delta} } } } ${fragment}`,
      { input },
    );
    const resolved = all.plans.map(({ findings }) =>
      findings.resolved.map(({ code, subject }) => [code, subject?.trafficMirrorSessionId]),
    );
    // Without session 1, nothing shadows the others; the deletion of session 2 has nothing left to resolve.
    expect(resolved[0]?.toSorted()).toEqual([
      ['SESSION_SHADOWED', sessionId(2)],
      ['SESSION_SHADOWED', sessionId(3)],
    ]);
    expect(resolved[1]).toEqual([]);
    expect(gateway.ec2Calls().DescribeSecurityGroups).toBe(1);
  });
});

describe('where nothing may be changed', () => {
  test('READ_ONLY: the plan is refused, and still shows what the change would do', async () => {
    const gateway = await startTestGateway({ env: { READ_ONLY: 'true' } });
    const { userErrors, findings } = await planOf(gateway, 'deleteTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
    });
    expect(userErrors.map(({ code }) => code)).toEqual(['FORBIDDEN_BY_POLICY']);
    expect(codesIn(findings?.resolved)).toEqual(['SESSION_SHADOWED', 'SESSION_SHADOWED']);
  });

  test('without `findings`, a plan reads what it always did', async () => {
    const gateway = await startTestGateway();
    await gateway.query(
      `{ planDeleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}" }) { ${planFields} } }`,
    );
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 2, DeleteTrafficMirrorSession: 1 });
  });
});
