/** What the audit file records of a request's origin. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newAuditFile, readAudit } from '../support/audit.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { issuer, startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

const file = newAuditFile();
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

let tokens: TokenIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  gateway = await startTestGateway({ env: { ...tokens.env, AUDIT_FILE: file } });
});

/** @returns the audit lines of a change with this token and these headers. */
async function linesOf(token: string, headers: Record<string, string> = {}) {
  const before = readAudit(file).length;
  await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({
      query: `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 9 }) { awsRequestId } }`,
    }),
  });
  return readAudit(file).slice(before);
}
const good = (claims = {}) => tokens.token('traffic-mirror:session:write', claims);

test.each<[string, object, string | undefined]>([
  ['client_id', { client_id: 'deployer', azp: 'other' }, 'deployer'],
  ['azp, where there is no client_id', { azp: 'deployer' }, 'deployer'],
  ['none that is a text', { client_id: { canary: 1 } }, undefined],
])('the program that asks is named by %s', async (_, claims, clientId) => {
  const actor = { subject: 'alice@example.com', issuer, ...(clientId && { clientId }) };
  expect((await linesOf(await good(claims))).map((line) => [line.event, line.actor])).toEqual([
    ['intent', actor],
    ['outcome', actor],
  ]);
});

test('the address is that of the connection, whatever a header says', async () => {
  const lines = await linesOf(await good(), {
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  });
  expect(lines.map(({ sourceIp }) => sourceIp)).toEqual(['127.0.0.1', '127.0.0.1']);
});

describe('the trace', () => {
  test('is that of a valid traceparent', async () => {
    const lines = await linesOf(await good(), { traceparent });
    expect(lines.map((line) => line.traceId)).toEqual([traceId, traceId]);
  });

  test.each([
    'canary',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-00f067aa0ba902b7-01`,
    traceparent.toUpperCase(),
    `${traceparent}-canary`,
    `${traceparent}, ${traceparent}`,
  ])('is not that of traceparent: %s', async (header) => {
    const lines = await linesOf(await good(), { traceparent: header });
    expect(lines.map((line) => 'traceId' in line)).toEqual([false, false]);
  });
});

test('a denial has address and trace too, even of a caller who is not known', async () => {
  const origin = { event: 'denied', sourceIp: '127.0.0.1', traceId };
  const forbidden = await tokens.token('traffic-mirror:read', { client_id: 'reader' });
  expect(await linesOf(forbidden, { traceparent })).toEqual([
    expect.objectContaining({ ...origin, actor: expect.objectContaining({ clientId: 'reader' }) }),
  ]);
  const [line, ...more] = await linesOf('forged', { traceparent });
  expect(line).toMatchObject(origin);
  expect([line?.actor, more]).toEqual([undefined, []]);
});
