import { describe, expect, test } from '@jest/globals';
import { parseId, toArn, toGlobalId } from '../../src/api/ids.ts';

const place = { accountId: '012345678901', region: 'eu-west-1' };
const id = 'tms-0a1b2c3d4e5f60001';

describe('parseId', () => {
  test('reads an AWS ID, which has no account or Region', () => {
    expect(parseId('TrafficMirrorSession', id)).toEqual({ id });
  });

  test('reads an ARN with its owner and Region', () => {
    const arn = `arn:aws:ec2:eu-west-1:012345678901:traffic-mirror-session/${id}`;
    expect(parseId('TrafficMirrorSession', arn)).toEqual({
      id,
      ownerId: '012345678901',
      region: 'eu-west-1',
    });
  });

  test('reads back the global ID and the ARN that it makes', () => {
    expect(parseId('TrafficMirrorSession', toGlobalId(place, id))).toEqual({ id, ...place });
    const arn = toArn('TrafficMirrorSession', place, undefined, id);
    expect(parseId('TrafficMirrorSession', arn)).toEqual({
      id,
      ownerId: place.accountId,
      region: place.region,
    });
  });

  test.each(['tms-08a33b1214EXAMPLE', 'tms-12345678', `tms-${'f'.repeat(32)}`])(
    'takes %s, as the examples of AWS do',
    (text) => {
      expect(parseId('TrafficMirrorSession', text)).toEqual({ id: text });
    },
  );

  test.each([
    ['a wildcard', 'tms-*'],
    ['a wildcard after as much as an id has at least', 'tms-0a1b2c3d*'],
    ['a wildcard at the end', 'tms-0a1b2c3d4e5f6000*'],
    ['a wildcard in the middle', 'tms-0a1b*c3d4e5f60001'],
    ['a wildcard at the start', 'tms-*a1b2c3d4e5f60001'],
    ['a wildcard for one character', 'tms-0a1b2c3d4e5f6000?'],
    ['an escape', 'tms-0a1b2c3d\\4e5f60001'],
    ['a wildcard in an ARN', 'arn:aws:ec2:eu-west-1:012345678901:traffic-mirror-session/tms-0a1b2c3d*'],
    ['a wildcard in a global ID', toGlobalId(place, 'tms-0a1b2c3d*')],
    ['nothing', ''],
    ['too short', 'tms-1234567'],
    ['too long', `tms-${'f'.repeat(33)}`],
    ['another kind', 'tmt-0a1b2c3d4e5f60001'],
    ['a longer prefix', 'tmsx-0a1b2c3d4e5f60001'],
    ['another kind of ARN', 'arn:aws:ec2:eu-west-1:012345678901:traffic-mirror-target/tmt-0a1b2c3d4e5f60001'],
    [
      'an ARN whose type and id disagree',
      'arn:aws:ec2:eu-west-1:012345678901:traffic-mirror-session/tmt-0a1b2c3d4e5f60001',
    ],
    ['another service', 'arn:aws:s3:eu-west-1:012345678901:traffic-mirror-session/tms-0a1b2c3d4e5f60001'],
    ['a global ID of another kind', toGlobalId(place, 'tmt-0a1b2c3d4e5f60001')],
    ['a line break', 'tms-0a1b2c3d4e5f60001\n'],
    ['prose', 'the session of the api'],
  ])('refuses %s', (_, text) => {
    expect(parseId('TrafficMirrorSession', text)).toBeUndefined();
  });

  test('tells rules from filters, although one prefix begins with the other', () => {
    expect(parseId('TrafficMirrorFilter', 'tmfr-0a1b2c3d4e5f60001')).toBeUndefined();
    expect(parseId('TrafficMirrorFilterRule', 'tmfr-0a1b2c3d4e5f60001')).toEqual({
      id: 'tmfr-0a1b2c3d4e5f60001',
    });
  });
});

describe('toArn', () => {
  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('puts %s into the partition %s', (region, partition) => {
    const arn = toArn(
      'TrafficMirrorTarget',
      { accountId: '123456789012', region },
      undefined,
      'tmt-12345678',
    );
    expect(arn).toBe(`arn:${partition}:ec2:${region}:123456789012:traffic-mirror-target/tmt-12345678`);
  });

  test('has the owner if EC2 names one', () => {
    expect(toArn('TrafficMirrorTarget', place, '210987654321', 'tmt-12345678')).toContain(':210987654321:');
  });
});
