/** What must be mirrored, what is, and what would have to be changed. */
import { expect, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.ts';

test('x', async () => {
  const gateway = await startTestGateway({ env: { POLICY_FILE: 'examples/policies/demo.yaml' } } as never);
  console.log(
    JSON.stringify(
      await gateway.query(`{ trafficMirrorPolicies { owner revision loadedAt problems orphans { trafficMirrorSessionId }
   policies { name mode sessionNumber scopes { accountId region } coverage { total wanted mirrored missing wrong impossible excluded }
    sources { nodes { networkInterface { networkInterfaceId } state policyReason policyMessage reasons { code } ownedSession { trafficMirrorSessionId } } readAt }
    leftovers { trafficMirrorSessionId } adoptable { trafficMirrorSession { trafficMirrorSessionId } changes { field before after } }
    plan { hash createCount modifyCount deleteCount steps { kind reason message networkInterface { networkInterfaceId } changes { field before after } } findings { added { code title } resolved { code }} blockedBy { code message } scopeErrors { code } } } } }`),
      null,
      1,
    ),
    gateway.ec2Calls(),
  );
});
