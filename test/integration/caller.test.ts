/** Who the caller is and what they may do, as the gateway says it. */
import { expect, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.ts';
import { startTokenIssuer } from '../support/tokens.ts';

const query =
  '{ trafficMirrorCaller { subject issuer clientId groups permissions readOnlyReason scopes { accountId region } } }';
const scopes = [{ accountId: '123456789012', region: 'us-east-1' }];

test('a token without any permission still says whose it is, and EC2 is not asked', async () => {
  const tokens = await startTokenIssuer();
  const gateway = await startTestGateway({ env: { ...tokens.env, READ_ONLY: 'true' } });
  const ask = async (token: string) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data: { trafficMirrorCaller: object } };
  };
  // At the same time: equal queries are executed once for callers of equal rights, and this one must not be.
  const [alice, bob] = await Promise.all([
    ask(await tokens.token('', { client_id: 'console' })),
    ask(await tokens.token('', { sub: 'bob@example.com' })),
  ]);
  const same = {
    issuer: 'https://issuer.example.com/',
    groups: [],
    permissions: [],
    readOnlyReason: 'mutations are off because READ_ONLY is set',
    scopes,
  };
  expect(alice.data.trafficMirrorCaller).toEqual({
    ...same,
    subject: 'alice@example.com',
    clientId: 'console',
  });
  expect(bob.data.trafficMirrorCaller).toEqual({ ...same, subject: 'bob@example.com', clientId: null });
  expect(gateway.ec2Calls()).toEqual({});
});

test('without tokens, the caller is local and may do everything', async () => {
  const gateway = await startTestGateway();
  expect(await gateway.query(query)).toMatchObject({
    trafficMirrorCaller: {
      subject: 'local',
      permissions: expect.arrayContaining(['traffic-mirror:delete', 'traffic-mirror:introspect']),
      readOnlyReason: null,
      scopes,
    },
  });
});
