import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';

test('the log has one line per request, with its id, and neither variables nor credentials', async () => {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const gateway = await startTestGateway({ log: createLog('info', output) });
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ error: { code: 'AuthFailure', status: 401 } }]);
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer canary-token' },
    body: JSON.stringify({
      query: 'query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }',
      variables: { id: sessionId(1) },
    }),
  });
  await response.text();
  await gateway.stop();
  const requestId = response.headers.get('x-request-id');
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.filter((entry) => entry.requestId === requestId)).toEqual([
    expect.objectContaining({
      msg: 'request',
      method: 'POST',
      path: '/graphql',
      status: 200,
      ms: expect.any(Number),
    }),
  ]);
  expect(lines.join('')).not.toMatch(/canary-token|AKIA|AWS4|tms-/);
});
