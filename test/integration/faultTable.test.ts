/**
 * The table of faults: what every operation answers while EC2, the network or the gateway's surroundings fail. The rows run at the
 * same time, because most of them wait. Each row also checks that answers come in time, that the process lives, that nothing waits
 * in a lane afterwards, and that EC2 has what the caller was told: a change that was made is there once, one that failed is not there,
 * and one whose outcome is unknown is there once after it was sent again.
 */
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import type { EmulatorOptions } from '../../src/emulator/server.ts';
import { sessionId } from '../support/demo.ts';
import { atIdentity } from '../support/faults/identity.ts';
import {
  aboutAnother,
  always,
  badGateway,
  deepXml,
  emptyOk,
  entityBomb,
  forEver,
  htmlOk,
  huge,
  jsonOk,
  notCarriedOut,
  pages,
  redirect,
  sameToken,
  throttle,
  withoutId,
} from '../support/faults/scripts.ts';
import {
  changes,
  creates,
  defaultReadMs,
  type Ends,
  everything,
  reads,
  tryAll,
  unavailable,
  unknown,
  unknownWithoutKey,
} from '../support/faults/setup.ts';
import { atSignals } from '../support/faults/signals.ts';
import { inSurroundings } from '../support/faults/surroundings.ts';
import { atEc2 } from '../support/faults/upstream.ts';
import { startTestGateway } from '../support/gateway.ts';
import { secretAccessKey } from '../support/leaks.ts';

interface Row {
  readonly fault: string;
  readonly ends: Ends;
  /** What happens to the requests of each action. */
  readonly script: readonly Fault[] | ((action: string) => readonly Fault[]);
  readonly emulator?: EmulatorOptions;
  readonly env?: Record<string, string>;
  /** How long a read may take. */
  readonly readMs?: number;
  /** How many EC2 calls each operation may cost. */
  readonly calls?: { readonly most?: number; readonly least?: number };
}

/**
 * The time of a read in the rows where EC2 does not answer the first call. A read by id is sent again after four times what calls usually take,
 * which is half a second on a machine that runs all rows at once: so it is several times that, and shorter than the delay of the row.
 */
const lateMs = 4_000;

/** Once, no answer in time: a read by id is sent again soon, a list is not, and changes are made. */
const late: Ends = { ...changes('ok'), readById: 'ok', list: unavailable };

/** EC2 did not apply it: repeatable changes are made, others are OUTCOME_UNKNOWN. */
const notFound: Ends = { ...creates('ok'), modify: unknown, delete: unknown, tags: 'ok' };

const table: readonly Row[] = [
  { fault: '1 a throttle, once, at a read', script: [throttle], ends: reads('ok') },
  { fault: '2 a throttle, once, at a change', script: [throttle], ends: changes('ok') },
  {
    fault: '3 throttles without end',
    script: forEver(throttle),
    ends: everything(['THROTTLED', true]),
    calls: { most: 3 },
  },
  {
    fault: '3a no token for the retry of a doubtful change',
    script: forEver({ reset: 'after' }),
    env: { EC2_BUDGET_PERCENT: '1' },
    ends: { createWithKey: unknown, createWithoutKey: unknownWithoutKey, modify: 'ok' },
  },
  {
    fault: '3b throttles after a doubtful attempt',
    script: [{ reset: 'after' }, { ...throttle, times: 2 }],
    ends: changes('ok'),
  },
  {
    fault: '5 an internal error, once',
    script: [{ error: { code: 'InternalError', status: 500 } }],
    ends: everything('ok'),
  },
  {
    fault: '6 unavailable, three times',
    script: always({ error: { code: 'Unavailable', status: 503 } }),
    ends: { ...reads(unavailable), ...notFound },
  },
  { fault: '7 HTTP 502 with a page of HTML, carried out', script: [badGateway], ends: everything('ok') },
  {
    fault: '7 HTTP 502 with a page of HTML, not carried out',
    script: [notCarriedOut(badGateway)],
    ends: everything('ok'),
  },
  ...Object.entries(pages).flatMap(([what, fault]): Row[] => [
    {
      fault: `8 HTTP 4xx with ${what}, carried out`,
      script: [fault],
      ends: { ...reads(unavailable), ...changes('ok') },
    },
    {
      fault: `8 HTTP 4xx with ${what}, not carried out`,
      script: [notCarriedOut(fault)],
      ends: { ...reads(unavailable), ...notFound },
    },
  ]),
  {
    fault: '9 a redirect, carried out',
    script: [redirect],
    ends: { ...reads(unavailable), ...changes('ok') },
  },
  {
    fault: '9 a redirect, not carried out',
    script: [notCarriedOut(redirect)],
    ends: { ...reads(unavailable), ...notFound },
  },
  {
    fault: '10 UnauthorizedOperation',
    script: forEver({
      error: {
        code: 'UnauthorizedOperation',
        status: 403,
        message: 'You are not authorized. Encoded authorization failure message: abc',
      },
    }),
    ends: everything(['UNAUTHORIZED', false]),
    calls: { most: 1 },
  },
  {
    fault: '11 expired credentials',
    script: forEver({ error: { code: 'ExpiredToken', status: 403 } }),
    ends: everything(['UPSTREAM_FORBIDDEN', false]),
    calls: { most: 2 },
  },
  {
    fault: '12 the clock of EC2 an hour ahead',
    script: [],
    emulator: {
      now: () => Date.now() + 3_600_000,
      accounts: { AKIAIOSFODNN7EXAMPLE: { accountId: '123456789012', secretAccessKey } },
    },
    ends: everything('ok'),
  },
  { fault: '13 a reset before it is carried out', script: [{ reset: 'before' }], ends: everything('ok') },
  { fault: '14 a reset after it was carried out', script: [{ reset: 'after' }], ends: everything('ok') },
  {
    fault: '15 an end of the connection after it was carried out',
    script: [{ end: true }],
    ends: everything('ok'),
  },
  { fault: '16 a reset in the middle of the body', script: [{ partialMs: 20 }], ends: everything('ok') },
  {
    fault: '17 a hang after it was carried out',
    script: [{ delayAfterMs: 10_000 }],
    readMs: lateMs,
    ends: late,
  },
  {
    fault: '18 an internal error after it was carried out',
    script: [{ error: { code: 'InternalError', status: 500 }, apply: true }],
    ends: everything('ok'),
  },
  {
    fault: '19 half of the body, and then a hang',
    script: [{ partialMs: 10_000 }],
    readMs: lateMs,
    ends: late,
  },
  { fault: '20 a reset after a delete', script: [{ reset: 'after' }], ends: { delete: 'ok' } },
  {
    fault: '21 an internal error after a delete',
    script: [{ error: { code: 'InternalError', status: 500 }, apply: true }],
    ends: { delete: 'ok' },
  },
  { fault: '22 a reset after a modification', script: [{ reset: 'after' }], ends: { modify: 'ok' } },
  {
    fault: '23 a reset after every attempt',
    script: always({ reset: 'after' }),
    ends: { ...reads(unavailable), ...changes('ok') },
  },
  {
    fault: '23 a reset after every attempt, also of reading back by sending again',
    script: forEver({ reset: 'after' }),
    ends: { createWithKey: unknown, createWithoutKey: unknownWithoutKey, tags: unknown },
  },
  {
    fault: '23 a reset before every attempt',
    script: forEver({ reset: 'before' }),
    ends: { ...changes(unknown), createWithoutKey: unknownWithoutKey },
  },
  ...Object.entries({
    '24 an empty 200': emptyOk,
    '26 a 200 of HTML': htmlOk,
    '27 a 200 of JSON': jsonOk,
  }).flatMap(([what, fault]): Row[] => [
    { fault: `${what}, carried out`, script: [fault], ends: everything('ok') },
    { fault: `${what}, not carried out`, script: [notCarriedOut(fault)], ends: everything('ok') },
    {
      fault: `${what}, three times`,
      script: always(fault),
      ends: { ...reads(unavailable), ...changes('ok') },
    },
    {
      fault: `${what}, three times, not carried out`,
      script: always(notCarriedOut(fault)),
      ends: { ...reads(unavailable), ...notFound },
    },
  ]),
  { fault: '25 a document that is cut off', script: [{ truncate: true }], ends: everything('ok') },
  {
    fault: '28 an answer without the id',
    script: withoutId,
    ends: { ...reads('ok'), ...creates('ok'), modify: 'ok', delete: 'ok' },
  },
  { fault: '29 XML 100,000 levels deep', script: [deepXml], ends: everything('ok') },
  { fault: '30 a bomb of entities', script: [entityBomb], ends: everything('ok') },
  { fault: '31 an answer of 50 MB', script: huge, ends: { list: 'ok' }, calls: { least: 2 } },
  { fault: '31 an answer of 50 MB to a change', script: huge, ends: { modify: 'ok' } },
  {
    fault: '32 bytes that are not HTTP',
    script: [{ raw: 'hello\r\n' }],
    ends: { ...reads(unavailable), ...changes('ok') },
  },
  {
    fault: '33 a slow drip',
    script: [{ dripBytesPerSecond: 10 }],
    readMs: lateMs,
    ends: late,
  },
  {
    fault: '34 late headers',
    script: [{ delayMs: 10_000 }],
    readMs: lateMs,
    ends: late,
  },
  {
    fault: '43 the same page token again and again',
    script: sameToken,
    ends: { list: unavailable },
    calls: { most: 2 },
  },
  { fault: '44 items in another order', script: [{ items: 'reverse' }], ends: reads('ok') },
  { fault: '44 an item twice', script: [{ items: 'duplicate' }], ends: reads('ok') },
  { fault: '44 an item that was not requested', script: [{ items: 'unasked' }], ends: reads('ok') },
  {
    fault: '44a an answer about another resource, not carried out',
    script: aboutAnother(sessionId(9)),
    ends: { modify: unknown, delete: unknown },
  },
  {
    fault: '44b the answer of a dry run to a real change, carried out',
    script: [{ error: { code: 'DryRunOperation', status: 412 }, apply: true }],
    ends: changes('ok'),
  },
  {
    fault: '44b the answer of a dry run to a real change, not carried out',
    script: [{ error: { code: 'DryRunOperation', status: 412 } }],
    ends: notFound,
  },
];

const aroundTheGateway = { ...inSurroundings, ...atSignals, ...atIdentity };

/** Those that wait longest begin first. */
const inOrder = [...table].sort(
  (one, other) => (one.readMs ?? defaultReadMs) - (other.readMs ?? defaultReadMs),
);

describe('around the gateway', () => {
  test.concurrent.each(Object.entries(aroundTheGateway))('%s', (_, drive) => drive());
});

describe('between the gateway and EC2', () => {
  test.concurrent.each(inOrder)(
    '$fault',
    async ({
      script,
      ends,
      emulator,
      env,
      readMs = defaultReadMs,
      calls: { most = 1_000, least = 0 } = {},
    }) => {
      const options = emulator === undefined ? {} : { emulator };
      const gateway = await startTestGateway({ env: { LIMITS: `readMs=${readMs}`, ...env }, ...options });
      try {
        const scriptOf = typeof script === 'function' ? script : () => script;
        const costs = await tryAll(gateway, ends, scriptOf, readMs);
        expect([...costs].filter(([, count]) => count > most || count < least)).toEqual([]);
      } finally {
        await gateway.stop(0);
      }
    },
  );

  test.concurrent.each(Object.entries(atEc2))('%s', (_, drive) => drive());
});

test('every fault from 1 to 60 has a row', () => {
  const names = [...table.map(({ fault }) => fault), ...Object.keys({ ...atEc2, ...aroundTheGateway })];
  const numbers = new Set(names.map((name) => Number.parseInt(name, 10)));
  expect(Array.from({ length: 60 }, (_, index) => index + 1).filter((n) => !numbers.has(n))).toEqual([]);
});
