/** ARNs are of the partition of their Region, wherever an answer has one. Embedded EC2 only. */
import { expect, test } from '@jest/globals';
import { ec2Actions } from '../../src/emulator/actions.ts';
import { loadBalancingActions } from '../../src/emulator/loadBalancing/actions.ts';
import { startEmulator } from '../support/emulator.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';

const asked = [
  ...Object.keys(ec2Actions).map((action) => ['ec2', '2016-11-15', action] as const),
  ...Object.keys(loadBalancingActions).map(
    (action) => ['elasticloadbalancing', '2015-12-01', action] as const,
  ),
  ['sts', '2011-06-15', 'GetCallerIdentity'] as const,
].filter(([, , action]) => /^(Describe|Get)/.test(action));

const arnsIn = (text: string): string[] => text.match(/arn:[a-z-]+:[a-z0-9]+:/g) ?? [];

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('%s', async (partition, region) => {
  const found = new Set<string>();
  for (const seed of ['demo', 'large:1', 'wide:1', 'broken'] as const) {
    const { url } = await startEmulator({ seed, region });
    for (const [service, version, action] of asked) {
      const headers = shapeOnly(region, 'AKIDEXAMPLE', service);
      // What needs parameters is refused, without an ARN.
      const { body } = await send(url, { headers, body: `Action=${action}&Version=${version}` });
      for (const arn of arnsIn(body)) found.add(arn);
    }
    const role = `arn:${partition}:iam::123456789012:role/reader`;
    const headers = shapeOnly(region, 'AKIDEXAMPLE', 'sts');
    const body = `Action=AssumeRole&Version=2011-06-15&RoleSessionName=reader&RoleArn=${encodeURIComponent(role)}`;
    for (const arn of arnsIn((await send(url, { headers, body })).body)) found.add(arn);
  }
  expect([...found].sort()).toEqual(
    ['ec2', 'elasticloadbalancing', 'iam', 'sts'].map((service) => `arn:${partition}:${service}:`),
  );
});
