/** Mutations that make several changes and fail midway: the answer reports the changes that were made before the failure. */
import { unlinkSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ours, roleOf, startRoleGateway } from '../support/roleGateway.ts';

let gateway: TestGateway | undefined;

interface Result {
  trafficMirrorSession: { packetLength: number } | null;
  userErrors: { code: string; message: string }[];
}
interface Bulk {
  modifyTrafficMirrorSessions: { succeededCount: number; failedCount: number; results: Result[] };
}

async function modifyThree(onError: 'CONTINUE' | 'STOP') {
  const modifications = [1, 2, 3].map((n) => ({
    trafficMirrorSessionId: sessionId(n),
    packetLength: 90 + n,
  }));
  const document = `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) {
    succeededCount failedCount results { trafficMirrorSession { packetLength } userErrors { code message retryable } }
  } }`;
  const data = await gateway?.query<Bulk>(document, { input: { modifications, onError } });
  if (data === undefined) throw new Error('no gateway');
  return data.modifyTrafficMirrorSessions;
}

const addAndRemove = `mutation { tagTrafficMirrorResources(input: { resourceIds: ["${sessionId(1)}"], add: [{ key: "a", value: "b" }], removeKeys: ["owner"] }) {
  resources { id } userErrors { code message retryable } awsRequestId
} }`;

/** A gateway whose audit file disappears as soon as EC2 has received the action. */
async function startWithAuditThatEndsAt(action: string): Promise<void> {
  const file = newAuditFile();
  gateway = await startTestGateway({ env: { AUDIT_FILE: file } });
  gateway.emulator.faults(action, [{ delayMs: 100 }]);
  const { emulator } = gateway;
  const timer = setInterval(() => {
    if (!emulator.calls.has(action)) return;
    clearInterval(timer);
    unlinkSync(file);
  }, 2);
  cleanUp(() => clearInterval(timer));
}

const unrecorded = {
  code: 'AUDIT_UNAVAILABLE',
  message:
    'The gateway cannot write to its audit file, so it makes no changes. EC2 was not asked. Send the request again later.',
  retryable: true,
};
const done = (packetLength: number) => ({ trafficMirrorSession: { packetLength }, userErrors: [] });
const refused = (error: object) => ({
  trafficMirrorSession: null,
  userErrors: [expect.objectContaining(error)],
});

describe('when the audit file disappears midway', () => {
  test.each([
    ['CONTINUE', unrecorded],
    ['STOP', { code: 'SKIPPED' }],
  ] as const)('a bulk change with %s shows what was done, and refuses the rest', async (onError, third) => {
    await startWithAuditThatEndsAt('ModifyTrafficMirrorSession');
    expect(await modifyThree(onError)).toEqual({
      succeededCount: 1,
      failedCount: 2,
      results: [done(91), refused(unrecorded), refused(third)],
    });
    expect(gateway?.ec2Calls().ModifyTrafficMirrorSession).toBe(1);
  });

  test('tags that were added are reported as added', async () => {
    await startWithAuditThatEndsAt('CreateTags');
    const data = await gateway?.query(addAndRemove);
    expect(data?.tagTrafficMirrorResources).toEqual({
      resources: [{ id: expect.any(String) }],
      userErrors: [
        { ...unrecorded, message: `The tags were added, but none was removed: ${unrecorded.message}` },
      ],
      awsRequestId: null,
    });
    expect(gateway?.ec2Calls()).toMatchObject({ CreateTags: 1 });
    expect(gateway?.ec2Calls().DeleteTags).toBeUndefined();
  });
});

describe("when EC2 stops accepting the gateway's credentials", () => {
  const noCredentials = [{ delayMs: 0 }, { error: { code: 'AuthFailure', status: 401 } }];

  test('a bulk change shows what was done before that', async () => {
    gateway = await startTestGateway();
    gateway.emulator.faults('ModifyTrafficMirrorSession', noCredentials);
    const message = "EC2 does not accept the gateway's credentials.";
    expect((await modifyThree('STOP')).results).toEqual([
      done(91),
      refused({ message }),
      refused({ code: 'SKIPPED' }),
    ]);
  });

  test('tags that were added are reported as added', async () => {
    gateway = await startTestGateway();
    gateway.emulator.faults('DeleteTags', noCredentials.slice(1));
    const data = await gateway.query<{ tagTrafficMirrorResources: Result }>(addAndRemove);
    expect(data.tagTrafficMirrorResources.userErrors).toEqual([
      expect.objectContaining({
        message: "The tags were added, but none was removed: EC2 does not accept the gateway's credentials.",
      }),
    ]);
  });
});

test('a first change that cannot be recorded fails the whole mutation, because nothing was done', async () => {
  const file = newAuditFile();
  gateway = await startTestGateway({ env: { AUDIT_FILE: file } });
  unlinkSync(file);
  const [error] = await gateway.queryErrors(addAndRemove);
  expect(error?.extensions).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect((await modifyThree('CONTINUE')).results).toEqual(Array(3).fill(refused(unrecorded)));
  expect(gateway.ec2Calls()).toEqual({});
});

describe('when tags are changed and the resources cannot be read', () => {
  test('a caller who selects the resources is told what was done and which resources cannot be read', async () => {
    gateway = await startTestGateway();
    gateway.emulator.deny('DescribeTrafficMirrorSessions');
    const { data, errors } = await gateway.send(addAndRemove);
    expect(data?.tagTrafficMirrorResources).toEqual({
      resources: null,
      userErrors: [],
      awsRequestId: expect.any(String),
    });
    expect(errors).toEqual([expect.objectContaining({ path: ['tagTrafficMirrorResources', 'resources'] })]);
  });

  test('a caller who may not read and does not select them is told what was done, and no read is made', async () => {
    const accounts = { [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) } };
    const roles = await startRoleGateway({ accounts });
    const { data, errors } = await roles.ask(addAndRemove.replace('resources { id }', ''), {
      scopes: 'traffic-mirror:tag:write',
    });
    expect(errors).toBeUndefined();
    expect(data?.tagTrafficMirrorResources).toEqual({ userErrors: [], awsRequestId: expect.any(String) });
    expect([...roles.emulator.calls.keys()]).toEqual(['AssumeRole', 'CreateTags', 'DeleteTags']);
  });
});
