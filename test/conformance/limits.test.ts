/** Quotas, lowered for the tests, and EC2's throttling. Embedded EC2 only. */
import {
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorSessionsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import type { Quotas } from '../../src/emulator/quotas.ts';
import type { EmulatorOptions } from '../support/emulator.ts';
import { clientOf, demo, refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, startEmulatorSetup } from '../support/emulatorSetup.ts';

let setup: EmulatorSetup;
const start = async (options: EmulatorOptions) => {
  setup = await startEmulatorSetup(options);
};

describe('quotas', () => {
  test.each<[string, Partial<Quotas>, () => Promise<unknown>, string]>([
    [
      'sessions per account',
      { sessionsPerAccount: 10 },
      () => setup.session(),
      'TrafficMirrorSessionLimitExceeded',
    ],
    [
      'sessions per interface',
      { sessionsPerInterface: 0 },
      () => setup.session(),
      'TrafficMirrorSessionsPerInterfaceLimitExceeded',
    ],
    [
      'targets per account',
      { targetsPerAccount: 4 },
      () => setup.target(),
      'TrafficMirrorTargetLimitExceeded',
    ],
    [
      'filters per account',
      { filtersPerAccount: 4 },
      () => setup.filter(),
      'TrafficMirrorFilterLimitExceeded',
    ],
    [
      'rules per filter',
      { rulesPerFilter: 0 },
      () => setup.rule(demo.filter(4)),
      'TrafficMirrorFilterRuleLimitExceeded',
    ],
  ])('%s are limited', async (_name, quotas, create, code) => {
    await start({ quotas });
    expect(await refusal(create())).toMatchObject({ code, status: 400 });
  });

  test.each([
    ['m5.large', 10],
    ['t3.2xlarge', 10],
    ['m6i.32xlarge', 100],
  ])(
    'a target interface at %s accepts %d sources and no more, with the recorded message',
    async (instanceType, allowed) => {
      await start({ seed: 'empty' });
      const surroundings = setup.emulator.surroundings();
      const NetworkInterfaceId = surroundings.addNetworkInterface({ instanceType });
      const { TrafficMirrorTargetId } = await setup.target({ NetworkInterfaceId });
      const { TrafficMirrorFilterId } = await setup.filter();
      const session = (source: string, SessionNumber = 1) =>
        setup.session({
          NetworkInterfaceId: source,
          SessionNumber,
          TrafficMirrorTargetId,
          TrafficMirrorFilterId,
        });
      const first = surroundings.addNetworkInterface();
      await session(first);
      for (let n = 1; n < allowed; n++) await session(surroundings.addNetworkInterface());
      // Another session of the same source does not count.
      await session(first, 2);
      expect(await refusal(session(surroundings.addNetworkInterface()))).toEqual({
        code: 'TrafficMirrorSourcesPerTargetLimitExceeded',
        status: 400,
        message: `Sources per interface-target limit reached (${allowed + 1})`,
      });
    },
  );
});

describe('throttling', () => {
  const sessions = (ec2 = setup.ec2) => ec2.send(new DescribeTrafficMirrorSessionsCommand({ MaxResults: 5 }));
  const throttled = { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' };
  /** The number of calls in a row that succeed before one is throttled. */
  async function burst(call: () => Promise<unknown>): Promise<number> {
    for (let answered = 0; ; answered++) {
      const name = await call().then(
        () => 'ok',
        (error: Error) => error.name,
      );
      if (name === 'RequestLimitExceeded') return answered;
    }
  }

  test('each class of action has the burst and rate that EC2 documents', async () => {
    let clock = Date.now();
    await start({ throttle: true, now: () => clock });
    const { ec2 } = setup;
    expect(await burst(() => sessions())).toBe(100);
    expect(await burst(() => setup.filter())).toBe(50);
    const tag = { Resources: [demo.session(1)], Tags: [{ Key: 'k', Value: 'v' }] };
    expect(await burst(() => ec2.send(new CreateTagsCommand(tag)))).toBe(100);
    expect(await burst(() => ec2.send(new DescribeNetworkInterfacesCommand({})))).toBe(50);
    expect(await burst(() => ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 })))).toBe(100);
    clock += 1000;
    expect(await burst(() => sessions())).toBe(20);
    expect(await burst(() => setup.filter())).toBe(5);
  });

  test('each account and Region has its own bucket, and throttled requests count as received', async () => {
    await start({
      throttle: { describe: { capacity: 1, refillPerSecond: 0 } },
      accounts: { AKIAOTHER: { accountId: '210987654321' } },
    });
    await sessions();
    expect(await refusal(sessions())).toEqual(throttled);
    expect(setup.emulator.calls.get('DescribeTrafficMirrorSessions')).toBe(2);
    for (const options of [{ region: 'eu-west-1' }, { accessKeyId: 'AKIAOTHER' }]) {
      const other = clientOf(setup.emulator.url, options);
      await sessions(other);
      other.destroy();
    }
  });
});
