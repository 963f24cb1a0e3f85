import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../src/emulator/server.ts';
import { createLog } from '../../src/log.ts';
import { newAuditFile } from '../support/audit.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

type Fault = Parameters<Emulator['faults']>[1][number];

/** Secrets, and the patterns that find them. */
const canaries = {
  description: 'canary-free-text',
  tagValue: 'canary-tag-value',
  body: 'canary-of-a-proxy',
  subjectClaim: 'canary-private-claim',
};

let tokens: TokenIssuer;
let gateway: TestGateway;
const auditFile = newAuditFile();
const log: string[] = [];
const answers: string[] = [];
let token = '';

beforeAll(async () => {
  tokens = await startTokenIssuer();
  const output = new Writable({
    write(chunk, _, done) {
      log.push(String(chunk));
      done();
    },
  });
  gateway = await startTestGateway({
    env: { ...tokens.env, AUDIT_FILE: auditFile },
    log: createLog('debug', output),
  });
  token = await tokens.token(
    'traffic-mirror:read traffic-mirror:session:write traffic-mirror:tag:write traffic-mirror:introspect',
    { private: canaries.subjectClaim },
  );
  await everythingThatFails();
});

async function ask(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-ec2-cost': '1',
      ...headers,
    },
    body,
  });
  answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
}

const read = JSON.stringify({
  query: `{ trafficMirrorSession(id: "${sessionId(1)}") { arn target { arn } } }`,
});
const change = JSON.stringify({
  query: `mutation ($i: ModifyTrafficMirrorSessionInput!, $t: TagTrafficMirrorResourcesInput!) {
    modifyTrafficMirrorSession(input: $i) { userErrors { code message awsErrorCode } awsRequestId }
    tagTrafficMirrorResources(input: $t) { userErrors { message } }
  }`,
  variables: {
    i: { trafficMirrorSessionId: sessionId(1), packetLength: 5, description: canaries.description },
    t: { resourceIds: [sessionId(1)], add: [{ key: 'k', value: canaries.tagValue }] },
  },
});

/** Each way in which EC2 can fail, for a read and for a change; and invalid requests. */
async function everythingThatFails() {
  const denial = `User: arn:aws:sts::123456789012:assumed-role/gateway/${canaries.subjectClaim} is not authorized. Encoded authorization failure message: ${canaries.body}`;
  const faults: Fault[] = [
    { error: { code: 'UnauthorizedOperation', status: 403, message: denial } },
    { error: { code: 'AuthFailure', status: 401, message: canaries.body } },
    { error: { code: 'InternalError', status: 500, message: canaries.body }, times: 3 },
    { body: `<html>${canaries.body}</html>`, times: 6 },
    { body: '', times: 6 },
    { truncate: true, times: 3 },
    { status: 403, body: canaries.body },
    { reset: 'before', times: 6 },
    { raw: `not HTTP ${canaries.body}`, times: 3 },
  ];
  for (const fault of faults) {
    for (const action of ['DescribeTrafficMirrorSessions', 'ModifyTrafficMirrorSession', 'CreateTags']) {
      gateway.emulator.faults(action, [fault]);
    }
    await ask(read);
    await ask(change);
    for (const action of ['DescribeTrafficMirrorSessions', 'ModifyTrafficMirrorSession', 'CreateTags'])
      gateway.emulator.faults(action, []);
  }
  await ask('{"query":');
  await ask('{"query":"{ nothing }"}');
  await ask(read, { authorization: `Bearer ${token}x` });
  await ask('{"query":"{ __proto__ }"}');
}

test('there were many failures, and callers were told of them', () => {
  expect(answers.length).toBe(22);
  expect(answers.filter((answer) => answer.includes('UPSTREAM_UNAVAILABLE')).length).toBeGreaterThan(3);
  expect(answers.filter((answer) => answer.includes('OUTCOME_UNKNOWN')).length).toBeGreaterThan(0);
});

test('no answer holds a token, a credential, a place in the code, or details that EC2 or a proxy meant for the gateway only', () => {
  for (const answer of answers) {
    expect(answer).not.toMatch(/AKIA|AWS4|x-amz-|Signature=|\/src\/|node_modules|\n\s+at /i);
    expect(answer).not.toContain(token.slice(0, 40));
    expect(answer).not.toMatch(new RegExp(`${canaries.body}|${canaries.subjectClaim}`));
  }
});

test('neither the log, nor the metrics, nor the audit file holds a token, a credential, or the texts of a request', async () => {
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  const audit = readFileSync(auditFile, 'utf8');
  expect(log.length).toBeGreaterThan(20);
  expect(audit.split('\n').length).toBeGreaterThan(20);
  for (const text of [log.join(''), metrics, audit]) {
    expect(text).not.toMatch(/AKIA|AWS4|Signature=/);
    expect(text).not.toContain(token.slice(0, 40));
    for (const canary of Object.values(canaries)) expect(text).not.toContain(canary);
  }
});
