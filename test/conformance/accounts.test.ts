/** Accounts and Regions: each has an estate of its own, and the access key decides the account. */
import { CreateTrafficMirrorFilterCommand, DescribeTrafficMirrorFiltersCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type clientOf, refusal } from '../support/emulatorClient.ts';
import { send, sign } from '../support/emulatorWire.ts';
import { ours, sessionsOf, startTwoAccounts, type TwoAccounts, theirs } from './twoAccounts.ts';

let accounts: TwoAccounts;
beforeEach(async () => {
  accounts = await startTwoAccounts();
});

describe('accounts and Regions', () => {
  test('each account and Region has an estate of its own', async () => {
    expect(await sessionsOf(accounts.client(ours))).toHaveLength(10);
    expect(await sessionsOf(accounts.client(theirs))).toEqual([]);
    expect(await sessionsOf(accounts.client({ ...ours, region: 'eu-west-1' }))).toEqual([]);
    const made = await accounts.client(theirs).send(new CreateTrafficMirrorFilterCommand({}));
    const command = new DescribeTrafficMirrorFiltersCommand({
      TrafficMirrorFilterIds: [made.TrafficMirrorFilter?.TrafficMirrorFilterId ?? ''],
    });
    expect(await refusal(accounts.client(ours).send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
  });

  test('a client token is remembered per account and Region', async () => {
    const create = async (options: Parameters<typeof clientOf>[1]) =>
      (await accounts.client(options).send(new CreateTrafficMirrorFilterCommand({ ClientToken: 't' })))
        .TrafficMirrorFilter?.TrafficMirrorFilterId;
    const ids = [
      await create(ours),
      await create(ours),
      await create(theirs),
      await create({ ...ours, region: 'eu-west-1' }),
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test('a client token is remembered for a day', async () => {
    const body = 'Action=CreateTrafficMirrorFilter&Version=2016-11-15&ClientToken=t';
    const create = async () => {
      const answer = await send(
        accounts.emulator.url,
        sign(accounts.emulator.url, body, { ...ours, at: accounts.clock }),
      );
      return /tmf-[0-9a-f]{17}/.exec(answer.body)?.[0];
    };
    const first = await create();
    accounts.clock += 24 * 3_600_000 - 1000;
    expect(await create()).toBe(first);
    accounts.clock += 1000;
    expect(await create()).not.toBe(first);
  });

  test('an access key that is not configured belongs to the default account', async () => {
    expect(await sessionsOf(accounts.client({ accessKeyId: 'AKIAANY' }))).toHaveLength(10);
  });
});
