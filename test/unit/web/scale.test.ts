/** What keeps the map of a large estate small and fast. */
import { describe, expect, test } from '@jest/globals';
import type { Source } from '../../../src/web/map/criteria.ts';
import { nothingKnown, withPart } from '../../../src/web/map/known.ts';
import { levelOf } from '../../../src/web/map/levels.ts';
import type { List, Part, Session } from '../../../src/web/map/lists.ts';
import { createPatientSend } from '../../../src/web/map/patient.ts';
import { RequestFailure, type Send } from '../../../src/web/map/request.ts';

const scope = { accountId: '123456789012', region: 'us-east-1' };
const session = (n: number, packetLength = 100) =>
  ({
    trafficMirrorSessionId: `tms-${n}`,
    packetLength,
    tags: [{ key: 'a', value: 'b' }],
  }) as unknown as Session;
const part = (readAt: number, sessions: readonly Session[]): Part => {
  const nothing: List<never> = { items: [], readAt };
  return {
    scope,
    interfaces: nothing,
    sessions: { items: sessions, readAt },
    targets: nothing,
    filters: nothing,
  };
};

describe('what was read again', () => {
  const before = withPart(nothingKnown, [scope], part(1, [session(1), session(2)]));

  test('is not drawn again if nothing has changed but its age', () => {
    const after = withPart(before, [scope], part(2, [session(1), session(2)]));
    expect(after.parts[0]?.sessions.readAt).toBe(2);
    expect(after.drawn).toBe(before.drawn);
    expect(after.recent.size).toBe(0);
  });

  test('keeps the objects of what has not changed, and names what has', () => {
    const after = withPart(before, [scope], part(2, [session(1, 7), session(2), session(3)]));
    expect(after.drawn).not.toBe(before.drawn);
    const [first, second] = before.parts[0]?.sessions.items ?? [];
    expect(after.parts[0]?.sessions.items[0]).not.toBe(first);
    expect(after.parts[0]?.sessions.items[1]).toBe(second);
    expect([...after.recent.keys()].filter((id) => id !== '')).toEqual(['tms-1', 'tms-3']);
  });

  test('is drawn again when it can no longer be read', () => {
    const failed = { ...part(2, []), sessions: { items: [], failure: 'no answer' } };
    const after = withPart(before, [scope], failed);
    expect(after.drawn[0]?.sessions).toMatchObject({ failure: 'no answer', readAt: 1 });
  });
});

test('sources are drawn as finely as there is room for', () => {
  const sources = (accounts: number, vpcs: number, subnets: number, interfaces: number) =>
    Array.from({ length: accounts * vpcs * subnets * interfaces }, (_, i) => {
      const subnet = Math.floor(i / interfaces);
      const vpc = Math.floor(subnet / subnets);
      const accountId = String(Math.floor(vpc / vpcs));
      const source = { scope: { ...scope, accountId }, vpcId: `vpc-${vpc}`, subnetId: `subnet-${subnet}` };
      return { source } as Source;
    });
  expect(levelOf(sources(2, 2, 3, 5), 'scope')).toBe('interface');
  expect(levelOf(sources(2, 2, 3, 6), 'scope')).toBe('subnet');
  expect(levelOf(sources(3, 4, 2, 50), 'scope')).toBe('VPC');
  expect(levelOf(sources(20, 4, 2, 5), 'scope')).toBe('scope');
  expect(levelOf(sources(20, 4, 2, 5), 'VPC')).toBe('VPC');
  expect(levelOf(sources(1, 1, 30, 5), 'subnet')).toBe('subnet');
});

describe('reads', () => {
  /** Answers when `release` is called, or with the failures first. */
  function fake(failures: RequestFailure[] = []) {
    const held: (() => void)[] = [];
    let [running, most] = [0, 0];
    const send: Send = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => held.push(resolve));
      running -= 1;
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return {} as never;
    };
    const release = async () => {
      for (let one = held.shift(); one !== undefined; one = held.shift()) {
        one();
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    return { send, release, most: () => most };
  }
  const ask = (send: Send, signal?: AbortSignal) => send('' as never, {} as never, signal);

  test('are sent a few at a time, and all are answered', async () => {
    const { send, release, most } = fake();
    const patient = createPatientSend(send);
    const all = Promise.all(Array.from({ length: 50 }, () => ask(patient)));
    await new Promise((resolve) => setTimeout(resolve));
    await release();
    expect(await all).toHaveLength(50);
    expect(most()).toBe(6);
  });

  test('are sent again when the gateway was busy, but not when it refused them', async () => {
    const immediately: Send = async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return {} as never;
    };
    let failures = [new RequestFailure('busy', false, false, 0), new RequestFailure('busy', false, false, 0)];
    await expect(ask(createPatientSend(immediately))).resolves.toEqual({});
    failures = [new RequestFailure('denied', false, true)];
    await expect(ask(createPatientSend(immediately))).rejects.toThrow('denied');
    failures = Array.from({ length: 9 }, () => new RequestFailure('busy', false, false, 0));
    await expect(ask(createPatientSend(immediately))).rejects.toThrow('busy');
    expect(failures).toHaveLength(3);
  });

  test('that wait end when they are no longer wanted', async () => {
    const stop = new AbortController();
    const send: Send = () => Promise.reject(new RequestFailure('busy', false, false, 60_000));
    const answer = ask(createPatientSend(send), stop.signal);
    await new Promise((resolve) => setTimeout(resolve));
    stop.abort(new Error('closed'));
    await expect(answer).rejects.toThrow('closed');
  });
});
