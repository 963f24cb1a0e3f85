import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { attacks } from '../support/attacks.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const maxReplyBytes = 64 * 1_024;

describe('is refused with a short, clear answer, without an EC2 call:', () => {
  // So that one attack that reaches EC2 does not fail the tests of all others.
  afterEach(() => gateway.emulator.resetCalls());

  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_, { path, init }) => {
    const answer = await fetch(`${gateway.url}${path}`, init);
    const text = await answer.text();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const { data, errors } = JSON.parse(text) as {
      data?: unknown;
      errors: { extensions: { code: string } }[];
    };
    expect(data).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxReplyBytes);
    expect(text).not.toMatch(/call stack|node_modules|\.[jt]s:\d/i);
    expect(gateway.ec2Calls()).toEqual({});
  });
});

test('there are at least 60 of them, and no two are the same', () => {
  expect(new Set(attacks.map(({ path, init }) => `${path} ${init.body}`)).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThanOrEqual(60);
});

test('after all of them the gateway answers as before', async () => {
  await gateway.query('{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }');
});
