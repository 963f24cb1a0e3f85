import { describe, expect, test } from '@jest/globals';
import { Ec2Failure } from '../../src/ec2/failure.ts';
import { createGroup } from '../../src/ec2/reads/group.ts';
import { createPatience } from '../../src/ec2/reads/patience.ts';
import { deferred, settled } from '../support/deferred.ts';
import { createTestUsage } from '../support/usage.ts';

const refused = (awsCode: string) =>
  new Ec2Failure('EC2 says why', { kind: 'refused', awsCode, ambiguous: false });

/** A group of at most 4 keys a call, whose calls the test answers itself. */
function createSubject() {
  const idle = { times: 0 };
  const calls: {
    keys: readonly string[];
    signal: AbortSignal;
    answer: ReturnType<typeof deferred<string>>;
  }[] = [];
  const group = createGroup<string>({
    maxKeys: 4,
    inTurn: (send) => send(),
    patience: createPatience({ leastMs: 60_000 }),
    onIdle: () => {
      idle.times++;
    },
    call: (keys, { signal }) => {
      const answer = deferred<string>();
      signal.addEventListener('abort', () => answer.reject(new Error('given up')));
      calls.push({ keys, signal, answer });
      return answer.promise;
    },
  });
  const ask = (keys: string[], signal = new AbortController().signal, caller = 'alice') => {
    const asked = group.ask(keys, createTestUsage(signal, caller));
    asked.catch(() => undefined);
    return asked;
  };
  return { group, ask, calls, idle, keysOfCalls: () => calls.map(({ keys }) => keys) };
}

test('keys that are requested while a call is under way are all answered by the next call', async () => {
  const { ask, calls, keysOfCalls } = createSubject();
  const first = ask(['a']);
  const [second, third] = [ask(['b']), ask(['c', 'a'])];
  expect(keysOfCalls()).toEqual([['a']]);
  calls[0]?.answer.resolve('one');
  await expect(first).resolves.toBe('one');
  await settled();
  expect(keysOfCalls()).toEqual([['a'], ['b', 'c', 'a']]);
  calls[1]?.answer.resolve('two');
  await expect(Promise.all([second, third])).resolves.toEqual(['two', 'two']);
});

test('a key that is in the call under way is requested again, because that call started too early', async () => {
  const { ask, calls, keysOfCalls } = createSubject();
  void ask(['a']);
  void ask(['a']);
  calls[0]?.answer.resolve('one');
  await settled();
  expect(keysOfCalls()).toEqual([['a'], ['a']]);
});

test('a call has at most the allowed number of keys, in the order of the requests', async () => {
  const { ask, calls, keysOfCalls } = createSubject();
  void ask(['x']);
  for (const keys of [['a', 'b', 'c'], ['d', 'e'], ['f']]) void ask(keys);
  for (let n = 0; n < 3; n++) {
    calls[n]?.answer.resolve('');
    await settled();
  }
  expect(keysOfCalls()).toEqual([['x'], ['a', 'b', 'c'], ['d', 'e', 'f']]);
});

test('callers share calls in turns, however many keys one of them asks for', async () => {
  const { ask, calls, keysOfCalls } = createSubject();
  void ask(['x']);
  for (const keys of [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ])
    void ask(keys);
  void ask(['g'], undefined, 'bob');
  for (let n = 0; n < 3; n++) {
    calls[n]?.answer.resolve('');
    await settled();
  }
  expect(keysOfCalls()).toEqual([['x'], ['a', 'b', 'g'], ['c', 'd', 'e', 'f']]);
});

describe('a caller that leaves', () => {
  test('while waiting is left out of the call, and the others are not', async () => {
    const { ask, calls, keysOfCalls } = createSubject();
    void ask(['x']);
    const gone = new AbortController();
    const [left, stays] = [ask(['a'], gone.signal), ask(['b'])];
    gone.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    calls[0]?.answer.resolve('');
    await settled();
    expect(keysOfCalls()).toEqual([['x'], ['b']]);
    calls[1]?.answer.resolve('two');
    await expect(stays).resolves.toBe('two');
  });

  test('during the call does not end it for the others', async () => {
    const { ask, calls } = createSubject();
    void ask(['x']);
    const gone = new AbortController();
    const [left, stays] = [ask(['a'], gone.signal), ask(['b'])];
    calls[0]?.answer.resolve('');
    await settled();
    gone.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    expect(calls[1]?.signal.aborted).toBe(false);
    calls[1]?.answer.resolve('two');
    await expect(stays).resolves.toBe('two');
  });

  test('as the last one ends the call, and the next call is made', async () => {
    const { ask, calls } = createSubject();
    const gone = new AbortController();
    void ask(['a'], gone.signal);
    const next = ask(['b']);
    gone.abort();
    expect(calls[0]?.signal.aborted).toBe(true);
    await settled();
    calls[1]?.answer.resolve('two');
    await expect(next).resolves.toBe('two');
  });

  test('before its request is not added', async () => {
    const { ask, calls, idle } = createSubject();
    await expect(ask(['a'], AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    expect(calls).toEqual([]);
    // Otherwise the group would never be released.
    expect(idle.times).toBe(1);
  });
});

describe('a call that fails', () => {
  test('fails those in it, and not the next ones', async () => {
    const { ask, calls } = createSubject();
    const [first, second] = [ask(['a']), ask(['b'])];
    calls[0]?.answer.reject(refused('UnauthorizedOperation'));
    await expect(first).rejects.toMatchObject({ awsCode: 'UnauthorizedOperation' });
    await settled();
    calls[1]?.answer.resolve('two');
    await expect(second).resolves.toBe('two');
  });

  test('because of one value is repeated in halves, once', async () => {
    const { ask, calls, keysOfCalls } = createSubject();
    void ask(['x']);
    const asked = ['a', 'b', 'c', 'd'].map((key) => ask([key]));
    calls[0]?.answer.resolve('');
    await settled();
    calls[1]?.answer.reject(refused('InvalidParameterValue'));
    await settled();
    calls[2]?.answer.resolve('first half');
    await settled();
    calls[3]?.answer.reject(refused('InvalidParameterValue'));
    const results = await Promise.allSettled(asked);
    expect(keysOfCalls()).toEqual([['x'], ['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd']]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      'first half',
      'first half',
      'failed',
      'failed',
    ]);
  });

  test.each(['RequestLimitExceeded', 'UnauthorizedOperation', 'AuthFailure', 'InternalError'])(
    'with %s is not repeated in halves: no value causes it',
    async (code) => {
      const { ask, calls } = createSubject();
      void ask(['x']);
      const asked = [ask(['a']), ask(['b'])];
      calls[0]?.answer.resolve('');
      await settled();
      calls[1]?.answer.reject(refused(code));
      await Promise.allSettled(asked);
      expect(calls).toHaveLength(2);
    },
  );
});

describe('a call that is overdue', () => {
  /** A group whose calls are overdue, or end in time, when the test says so. */
  function createImpatient(repeatsOverdue: boolean) {
    const calls: {
      keys: readonly string[];
      signal: AbortSignal;
      answer: ReturnType<typeof deferred<string>>;
    }[] = [];
    const states: ((state: 'ended' | 'overdue') => void)[] = [];
    const group = createGroup<string>({
      maxKeys: 4,
      inTurn: (send) => send(),
      patience: {
        await: (call) =>
          new Promise((resolve) => {
            states.push(resolve);
            const end = () => resolve('ended');
            call.then(end, end);
          }),
      },
      repeatsOverdue,
      call: (keys, { signal }) => {
        const answer = deferred<string>();
        signal.addEventListener('abort', () => answer.reject(new Error('given up')));
        calls.push({ keys, signal, answer });
        return answer.promise;
      },
    });
    const ask = (key: string, signal?: AbortSignal) => {
      const asked = group.ask([key], createTestUsage(signal));
      asked.catch(() => undefined);
      return asked;
    };
    const overdue = async () => {
      states.at(-1)?.('overdue');
      await settled();
    };
    return { group, calls, ask, overdue, keysOfCalls: () => calls.map(({ keys }) => keys) };
  }

  test('does not hold up those who came later, and still answers its own', async () => {
    const { ask, calls, overdue, keysOfCalls } = createImpatient(false);
    const [first, second] = [ask('a'), ask('b')];
    await overdue();
    expect(keysOfCalls()).toEqual([['a'], ['b']]);
    calls[1]?.answer.resolve('two');
    await expect(second).resolves.toBe('two');
    expect(calls[0]?.signal.aborted).toBe(false);
    calls[0]?.answer.resolve('one');
    await expect(first).resolves.toBe('one');
  });

  test('is repeated in the next call: the answer that comes first counts, and ends the other call', async () => {
    const { ask, calls, overdue, keysOfCalls } = createImpatient(true);
    const [first, second] = [ask('a'), ask('b')];
    await overdue();
    expect(keysOfCalls()).toEqual([['a'], ['b', 'a']]);
    calls[1]?.answer.resolve('two');
    await expect(Promise.all([first, second])).resolves.toEqual(['two', 'two']);
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  test('is repeated even if nobody came later, and may still be the first to answer', async () => {
    const { ask, calls, overdue, keysOfCalls, group } = createImpatient(true);
    const first = ask('a');
    await overdue();
    expect(keysOfCalls()).toEqual([['a'], ['a']]);
    calls[0]?.answer.resolve('one');
    await expect(first).resolves.toBe('one');
    expect([calls[1]?.signal.aborted, group.waiting]).toEqual([true, 0]);
  });

  test('is repeated once', async () => {
    const { ask, overdue, keysOfCalls } = createImpatient(true);
    void ask('a');
    await overdue();
    await overdue();
    expect(keysOfCalls()).toEqual([['a'], ['a']]);
  });

  test('and fails leaves the answer to the next call; if that fails too, the request fails', async () => {
    const { ask, calls, overdue } = createImpatient(true);
    const first = ask('a');
    await overdue();
    calls[0]?.answer.reject(new Error('one'));
    await settled();
    calls[1]?.answer.reject(new Error('two'));
    await expect(first).rejects.toThrow('two');
  });

  test('ends, like the next one, when the caller leaves', async () => {
    const { ask, calls, overdue } = createImpatient(true);
    const gone = new AbortController();
    const first = ask('a', gone.signal);
    await overdue();
    gone.abort();
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });
});

test('a queue of ten thousand of one caller is full: the next request is told when to retry, and others still get in', async () => {
  const { ask, calls, group } = createSubject();
  void ask(['x']);
  for (let n = 0; n < 10_000; n++) void ask(['a']);
  await expect(ask(['b'])).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 1_000 });
  expect(group.waiting).toBe(10_000);
  const ofOthers = ask(['b'], undefined, 'bob');
  calls[0]?.answer.resolve('');
  await settled();
  expect(group.waiting).toBe(0);
  calls[1]?.answer.resolve('two');
  await expect(ofOthers).resolves.toBe('two');
});

test('a defect around a call fails everybody in it, so that nobody waits for ever', async () => {
  const group = createGroup<string>({
    maxKeys: 4,
    inTurn: (send) => send(performance.now()),
    patience: createPatience({ leastMs: 60_000 }),
    onCall: () => {
      throw new TypeError('a defect');
    },
    call: async () => 'answer',
  });
  const usage = createTestUsage(new AbortController().signal, 'alice');
  await expect(group.ask(['a'], usage)).rejects.toThrow('a defect');
  const withoutSpan = { ...usage, span: undefined } as unknown as typeof usage;
  await expect(group.ask(['a'], withoutSpan)).rejects.toThrow(TypeError);
});
