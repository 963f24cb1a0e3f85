/** A change checks the resource as it is at that time, not as the same request read it before: another caller may have changed it since. */
import {
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorFilterRuleCommand,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

/** Runs `change` once EC2 has answered the next `action`, but before the gateway gets the answer. */
async function whileAnswering(action: string, change: () => Promise<unknown>): Promise<void> {
  gateway.emulator.faults(action, [{ delayAfterMs: 400 }]);
  const before = gateway.ec2Calls()[action] ?? 0;
  await until(() => (gateway.ec2Calls()[action] ?? 0) > before);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await change();
}

interface Deleted {
  deleteTrafficMirrorSession: {
    deletedTrafficMirrorSessionId: string | null;
    userErrors: { code: string }[];
  };
}

test('a session that was changed after this request read it is not deleted at its old version', async () => {
  const id = sessionId(6);
  const { trafficMirrorSession } = await gateway.query<{ trafficMirrorSession: { version: string } }>(
    `{ trafficMirrorSession(id: "${id}") { version } }`,
  );
  const [data] = await Promise.all([
    gateway.query<Deleted>(`mutation {
      tagTrafficMirrorResources(input: { resourceIds: ["${id}"], add: [{ key: "case", value: "1042" }] }) {
        resources { ... on TrafficMirrorSession { version } }
      }
      deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}", ifVersion: "${trafficMirrorSession.version}" }) {
        deletedTrafficMirrorSessionId userErrors { code }
      }
    }`),
    whileAnswering('DescribeTrafficMirrorSessions', () =>
      gateway.ec2.send(
        new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: id, PacketLength: 64 }),
      ),
    ),
  ]);
  expect(data.deleteTrafficMirrorSession).toEqual({
    deletedTrafficMirrorSessionId: null,
    userErrors: [{ code: 'VERSION_CONFLICT' }],
  });
  const { TrafficMirrorSessions = [] } = await gateway.ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  expect(TrafficMirrorSessions.map((session) => session.TrafficMirrorSessionId)).toContain(id);
});

test('a protocol that another caller set after this request read the rule stays when the ports are changed', async () => {
  const { TrafficMirrorFilterRules = [] } = await gateway.ec2.send(
    new DescribeTrafficMirrorFilterRulesCommand({}),
  );
  const rule = TrafficMirrorFilterRules.find(({ Protocol }) => Protocol === 6);
  const id = rule?.TrafficMirrorFilterRuleId ?? '';
  const [data] = await Promise.all([
    gateway.query<{ modifyTrafficMirrorFilterRule: { userErrors: object[] } }>(`mutation {
      tagTrafficMirrorResources(input: { resourceIds: ["${id}"], add: [{ key: "case", value: "1042" }] }) {
        resources { ... on TrafficMirrorFilterRule { protocol } }
      }
      modifyTrafficMirrorFilterRule(
        input: { trafficMirrorFilterRuleId: "${id}", destinationPortRange: { fromPort: 53, toPort: 53 } }
      ) { userErrors { code message } }
    }`),
    whileAnswering('DescribeTrafficMirrorFilterRules', () =>
      gateway.ec2.send(
        new ModifyTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId: id, Protocol: 17 }),
      ),
    ),
  ]);
  expect(data.modifyTrafficMirrorFilterRule.userErrors).toEqual([]);
  const after = await gateway.ec2.send(
    new DescribeTrafficMirrorFilterRulesCommand({ TrafficMirrorFilterRuleIds: [id] }),
  );
  expect(after.TrafficMirrorFilterRules?.[0]).toMatchObject({
    Protocol: 17,
    DestinationPortRange: { FromPort: 53, ToPort: 53 },
  });
});
