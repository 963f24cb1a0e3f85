/** A payload's related resources are read after the change, even if the request has read them before. */
import { beforeEach, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

interface Numbered {
  sessionNumber: number;
}

test('the siblings of a session that is changed twice', async () => {
  const change = (sessionNumber: number) =>
    `modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(6)}", sessionNumber: ${sessionNumber} }) {
      trafficMirrorSession { siblings { sessionNumber } networkInterface { trafficMirrorEligibility { nextFreeSessionNumber } } }
    }`;
  const data = await gateway.query<Record<string, { trafficMirrorSession: object }>>(
    `mutation { a: ${change(2)} b: ${change(3)} }`,
  );
  const shown = (own: number, free: number) => ({
    siblings: [1, own].map((sessionNumber) => ({ sessionNumber })),
    networkInterface: { trafficMirrorEligibility: { nextFreeSessionNumber: free } },
  });
  expect([data.a?.trafficMirrorSession, data.b?.trafficMirrorSession]).toEqual([shown(2, 3), shown(3, 2)]);
});

test('the sessions of a target that gets two more', async () => {
  const create = (sessionNumber: number) =>
    `createTrafficMirrorSession(input: { networkInterfaceId: "${networkInterfaceId(10)}", trafficMirrorTargetId: "tmt-0b2c3d4e5f6a70003"
      trafficMirrorFilterId: "${filterId(1)}", sessionNumber: ${sessionNumber} }) {
      trafficMirrorSession { target { sessions { nodes { sessionNumber } } } networkInterface { trafficMirrorSessions { sessionNumber } } }
      userErrors { message }
    }`;
  interface Created {
    trafficMirrorSession: {
      target: { sessions: { nodes: Numbered[] } };
      networkInterface: { trafficMirrorSessions: Numbered[] };
    };
    userErrors: object[];
  }
  const { a, b } = await gateway.query<Record<'a' | 'b', Created>>(
    `mutation { a: ${create(7)} b: ${create(8)} }`,
  );
  expect([a.userErrors, b.userErrors]).toEqual([[], []]);
  const { target, networkInterface } = b.trafficMirrorSession;
  expect(networkInterface.trafficMirrorSessions).toEqual([{ sessionNumber: 7 }, { sessionNumber: 8 }]);
  expect(target.sessions.nodes.filter(({ sessionNumber }) => [7, 8].includes(sessionNumber))).toHaveLength(2);
});

test('the rules of a filter that loses two', async () => {
  const ruleIds = async () => {
    const data = await gateway.query<{
      trafficMirrorFilter: { ingressRules: { trafficMirrorFilterRuleId: string }[] };
    }>(`{ trafficMirrorFilter(id: "${filterId(2)}") { ingressRules { trafficMirrorFilterRuleId } } }`);
    return data.trafficMirrorFilter.ingressRules.map((rule) => rule.trafficMirrorFilterRuleId);
  };
  const [first, second] = await ruleIds();
  const keep = `tagTrafficMirrorResources(input: { resourceIds: ["${second}"], add: [{ key: "case", value: "1" }] }) {
    resources { ... on TrafficMirrorFilterRule { filter { ingressRules { trafficMirrorFilterRuleId tags { key } } } } } }`;
  const data = await gateway.query<Record<string, { resources: object[] }>>(`mutation {
    before: ${keep.replace('"case"', '"before"')}
    deleteTrafficMirrorFilterRule(input: { trafficMirrorFilterRuleId: "${first}" }) { userErrors { message } }
    after: ${keep}
  }`);
  const rules = (await ruleIds()).length;
  expect(JSON.stringify(data.after)).not.toContain(first);
  expect(JSON.stringify(data.after)).toContain('[{"key":"before"},{"key":"case"}]');
  expect(JSON.stringify(data.after).split('trafficMirrorFilterRuleId').length - 1).toBe(rules);
});
