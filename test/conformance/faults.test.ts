/** Faults on demand, as the real SDK sees them. Embedded EC2 only. */

import {
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeSecurityGroupsCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  type EC2Client,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { clientOf, demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, sendBytes, shapeOnly } from '../support/emulatorWire.ts';

let subject: Subject;
let patient: EC2Client;
beforeEach(async () => {
  subject = await startSubject();
  patient = clientOf(subject.emulator.url, { maxAttempts: 3 });
});

const describeSessions = 'DescribeTrafficMirrorSessions';
const script = (action: string, ...faults: Fault[]) => subject.emulator.faults(action, faults);
const sessions = async (ec2 = subject.ec2, input = {}) =>
  (await ec2.send(new DescribeTrafficMirrorSessionsCommand(input))).TrafficMirrorSessions ?? [];
const createFilter = (ec2 = subject.ec2, ClientToken?: string) =>
  ec2.send(new CreateTrafficMirrorFilterCommand({ ClientToken }));
const countFilters = async () =>
  (await subject.ec2.send(new DescribeTrafficMirrorFiltersCommand({}))).TrafficMirrorFilters?.length;
const rawSessions = () =>
  send(subject.emulator.url, { headers: shapeOnly(), body: `Action=${describeSessions}&Version=2016-11-15` });

describe('the script', () => {
  test('runs step by step, and ends', async () => {
    script(
      describeSessions,
      { error: { code: 'InternalError' }, times: 2 },
      {},
      { error: { code: 'Unavailable' } },
    );
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) {
      seen.push(
        await sessions().then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
    }
    expect(seen).toEqual(['InternalError', 'InternalError', 'ok', 'Unavailable', 'ok']);
  });

  test('applies to one action, and is replaced by a new one', async () => {
    script(describeSessions, { error: { code: 'InternalError' }, times: 10 });
    expect(await countFilters()).toBe(4);
    script(describeSessions);
    expect(await sessions()).toHaveLength(10);
  });

  test.each<Fault>([
    { times: Number.POSITIVE_INFINITY },
    { times: 0 },
    { times: 1001 },
    { delayMs: 60_001 },
    { delayAfterMs: Number.NaN },
    { partialMs: -1 },
    { dripBytesPerSecond: 0.5 },
  ])('is rejected if it would never end: %j', (fault) => {
    expect(() => script(describeSessions, fault)).toThrow(RangeError);
  });
});

test('a misspelled action throws', () => {
  const { emulator } = subject;
  for (const set of [emulator.deny, emulator.allow, (name: string) => emulator.faults(name, [])]) {
    expect(() => set('DescribeTrafficMirrorSession')).toThrow(RangeError);
  }
});

test('changing surroundings that do not exist throws', () => {
  const surroundings = subject.emulator.surroundings();
  const unknown = 'eni-0ffffffffffffffff';
  expect(() => surroundings.deleteNetworkInterface(unknown)).toThrow(RangeError);
  expect(() => surroundings.setInstanceState(unknown, 'stopped')).toThrow(RangeError);
  expect(() => surroundings.shareTarget(unknown, '210987654321')).toThrow(RangeError);
  expect(() => surroundings.addNetworkInterface({ subnetId: 'subnet-0' })).toThrow(RangeError);
});

describe('errors', () => {
  test('the SDK retries after throttling', async () => {
    script(describeSessions, { error: { code: 'RequestLimitExceeded', message: 'Request limit exceeded.' } });
    expect(await sessions(patient)).toHaveLength(10);
    expect(subject.emulator.calls.get(describeSessions)).toBe(2);
  });

  test('an error instead of a create leaves nothing, an error after it leaves the resource', async () => {
    script(
      'CreateTrafficMirrorFilter',
      { error: { code: 'A' } },
      { error: { code: 'B', status: 409 }, apply: true },
    );
    expect(await refusal(createFilter())).toMatchObject({ code: 'A', status: 400 });
    expect(await countFilters()).toBe(4);
    expect(await refusal(createFilter())).toMatchObject({ code: 'B', status: 409 });
    expect(await countFilters()).toBe(5);
  });

  test('after an error following a create, the retry finds the resource by its client token', async () => {
    script('CreateTrafficMirrorFilter', { error: { code: 'InternalError' }, apply: true });
    const { TrafficMirrorFilter } = await createFilter(patient);
    expect(TrafficMirrorFilter?.TrafficMirrorFilterId).toMatch(/^tmf-/);
    expect(await countFilters()).toBe(5);
    expect(subject.emulator.calls.get('CreateTrafficMirrorFilter')).toBe(2);
  });
});

describe('connections', () => {
  test.each<[string, Fault, number]>([
    ['reset before applying', { reset: 'before' }, 4],
    ['reset after applying', { reset: 'after' }, 5],
    ['ended after applying', { end: true }, 5],
    ['reset in the middle of the body', { partialMs: 0 }, 5],
    ['answered with bytes that are not HTTP', { raw: 'SSH-2.0-OpenSSH_9.6\r\n' }, 5],
  ])('%s: the client fails', async (_name, fault, filters) => {
    script('CreateTrafficMirrorFilter', fault);
    await expect(createFilter()).rejects.toThrow();
    expect(await countFilters()).toBe(filters);
  });

  test('reset after a create: the retry returns the same resource', async () => {
    script('CreateTrafficMirrorFilter', { reset: 'after' });
    await createFilter(patient);
    expect(await countFilters()).toBe(5);
  });

  test('reset after a delete: the retry is NotFound', async () => {
    script('DeleteTrafficMirrorSession', { reset: 'after' });
    const command = new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: demo.session(10) });
    expect(await refusal(patient.send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
  });

  test('half of a body, then silence, then a reset', async () => {
    script(describeSessions, { partialMs: 20 });
    const received = await sendBytes(subject.emulator.url, rawHttp());
    expect(received).toContain('HTTP/1.1 200 OK');
    expect(received).toContain('<requestId>');
    expect(received).not.toContain('</DescribeTrafficMirrorSessionsResponse>');
  });

  test('a dripped body arrives whole', async () => {
    script(describeSessions, { dripBytesPerSecond: 200_000 });
    expect(await sessions()).toHaveLength(10);
  });

  test('stopping the emulator ends delayed requests', async () => {
    script(describeSessions, { delayMs: 60_000 }, { delayAfterMs: 60_000 }, { dripBytesPerSecond: 1 });
    const waiting = [sessions(), sessions(), sessions()].map((call) =>
      call.then(
        () => 'answered',
        () => 'ended',
      ),
    );
    while (subject.emulator.calls.get(describeSessions) !== 3) await new Promise(setImmediate);
    await subject.emulator.stop();
    expect(await Promise.all(waiting)).toEqual(['ended', 'ended', 'ended']);
  });
});

describe('responses', () => {
  test.each<[string, Fault, Partial<Awaited<ReturnType<typeof rawSessions>>>]>([
    ['an empty 200', { body: '' }, { status: 200, body: '' }],
    [
      'HTML with another status and type',
      { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
      { status: 502, body: '<html>Bad Gateway</html>' },
    ],
    ['JSON', { body: '{}' }, { status: 200, body: '{}' }],
  ])('%s', async (_name, fault, answer) => {
    script(describeSessions, fault);
    expect(await rawSessions()).toMatchObject(answer);
  });

  test('a wrong Date', async () => {
    script(describeSessions, { headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' } });
    expect((await rawSessions()).headers.date).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
  });

  test('truncated XML is a complete HTTP response, but the SDK cannot parse it', async () => {
    script(describeSessions, { truncate: true, times: 2 });
    const { status, body, headers } = await rawSessions();
    expect([status, Number(headers['content-length'])]).toEqual([200, body.length]);
    expect(body).not.toContain('</DescribeTrafficMirrorSessionsResponse>');
    await expect(sessions()).rejects.toThrow();
  });

  test('a list that is reversed, has a duplicate, or has an item that was not asked for', async () => {
    const ids = async (input = {}) =>
      (await sessions(subject.ec2, input)).map((one) => one.TrafficMirrorSessionId);
    script(describeSessions, { items: 'reverse' }, { items: 'duplicate' }, { items: 'unasked' });
    const all = Array.from({ length: 10 }, (_, i) => demo.session(i + 1));
    expect(await ids()).toEqual(all.toReversed());
    expect(await ids()).toEqual([...all, demo.session(1)]);
    expect(await ids({ TrafficMirrorSessionIds: [demo.session(4)] })).toEqual([
      demo.session(1),
      demo.session(4),
    ]);
  });

  test('a share of the items left out, the same each time with the same random numbers', async () => {
    const left = async (percent: number) => {
      let drawn = 0;
      // 0, 0.1 … 0.9, and again.
      const random = () => (drawn++ % 10) / 10;
      const { emulator, ec2 } = await startSubject({ random });
      emulator.faults(describeSessions, [{ items: `drop:${percent}` }]);
      return (await sessions(ec2)).map((one) => one.TrafficMirrorSessionId);
    };
    const all = Array.from({ length: 10 }, (_, i) => demo.session(i + 1));
    expect(await left(40)).toEqual(all.slice(4));
    expect(await left(5)).toEqual(all.slice(1));
    expect(await left(0)).toEqual(all);
    expect(await left(100)).toEqual([]);
  });

  test('lists that are not called a set, too', async () => {
    script('DescribeSecurityGroups', { items: 'drop:100' });
    const groups = () => subject.ec2.send(new DescribeSecurityGroupsCommand({}));
    expect((await groups()).SecurityGroups).toEqual([]);
    expect((await groups()).SecurityGroups).not.toEqual([]);
  });

  test.each(['drop:101', 'drop:-1', 'drop:half', 'dropp', ''])('"%s" is no way to change items', (items) => {
    expect(() => script(describeSessions, { items: items as Fault['items'] & string })).toThrow(RangeError);
  });

  test('a NextToken that repeats itself', async () => {
    const page = (NextToken?: string) =>
      subject.ec2.send(new DescribeTrafficMirrorSessionsCommand({ MaxResults: 5, NextToken }));
    script(describeSessions, { repeatNextToken: true, times: 3 });
    const first = await page();
    const second = await page(first.NextToken);
    expect(first.NextToken).toMatch(/.+/);
    expect(second.NextToken).toBe(first.NextToken);
    expect((await page(second.NextToken)).NextToken).toBe(first.NextToken);
    expect(await page(second.NextToken)).not.toHaveProperty('NextToken');
  });
});

describe('stale reads', () => {
  test('a change is invisible for as many calls as the script says', async () => {
    script(describeSessions, { stale: true, times: 2 });
    const change = { TrafficMirrorSessionId: demo.session(1), Description: 'new' };
    await subject.ec2.send(new ModifyTrafficMirrorSessionCommand(change));
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) seen.push((await sessions())[0]?.Description);
    expect(seen).toEqual(['API traffic to the IDS', 'API traffic to the IDS', 'new']);
  });

  test('a new resource is not found for as many calls as the script says', async () => {
    script('DescribeTrafficMirrorFilters', { stale: true, times: 2 });
    const { TrafficMirrorFilter } = await createFilter();
    const TrafficMirrorFilterId = TrafficMirrorFilter?.TrafficMirrorFilterId ?? '';
    const find = () =>
      subject.ec2.send(
        new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [TrafficMirrorFilterId] }),
      );
    const code = 'InvalidTrafficMirrorFilterId.NotFound';
    expect(await refusal(find())).toMatchObject({ code });
    expect(await refusal(find())).toMatchObject({ code });
    expect((await find()).TrafficMirrorFilters).toHaveLength(1);
  });

  test('a create that refers to a new resource fails, then succeeds', async () => {
    script('CreateTrafficMirrorFilterRule', { stale: true });
    const { TrafficMirrorFilter } = await createFilter();
    const rule = () =>
      subject.ec2.send(
        new CreateTrafficMirrorFilterRuleCommand({
          TrafficMirrorFilterId: TrafficMirrorFilter?.TrafficMirrorFilterId,
          TrafficDirection: 'ingress',
          RuleNumber: 1,
          RuleAction: 'accept',
          DestinationCidrBlock: '0.0.0.0/0',
          SourceCidrBlock: '0.0.0.0/0',
        }),
      );
    expect(await refusal(rule())).toMatchObject({ code: 'InvalidTrafficMirrorFilterId.NotFound' });
    await rule();
  });
});

/** A raw request that asks for the connection to be closed. */
function rawHttp(): string {
  const body = `Action=${describeSessions}&Version=2016-11-15`;
  const headers = Object.entries({
    ...shapeOnly(),
    host: 'x',
    connection: 'close',
    'content-length': body.length,
  });
  return `POST / HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
