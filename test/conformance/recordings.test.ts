/** Replays requests recorded from the JavaScript SDK and the AWS CLI, and checks each response. Embedded EC2 only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { send } from '../support/emulatorWire.ts';

interface Recording {
  headers: Record<string, string>;
  bodies: string[];
}

/** Recordings are never edited. The ids in them are replaced by these ids of the demo estate. */
const standIns: Record<string, string> = {
  'tms-0bcc8c45ce0fb1a75': demo.session(9),
  'tms-e39087f7ab725cdc8': demo.session(9),
  'tmt-bfe684e2192681194': demo.target(4),
  'tmt-37dd7e2cc4b171969': demo.target(4),
  'tmf-f864a45f23024f168': demo.filter(4),
  'tmf-20813f26d041d155b': demo.filter(4),
  'tmfr-87fdd8bb64fe4f030': demo.rule(5),
  'tmfr-ff821a5b01ca78a1e': demo.rule(5),
  'eni-0aaaaaaaaaaaaaaa0': demo.networkInterface(10),
  'eni-0123456789abcdef0': demo.networkInterface(8),
  'vpce-0123456789abcdef0': demo.vpcEndpoint(1),
};

/** The recorded requests that fail, by a part of their body. All others succeed. */
const refused: readonly [part: string, status: number, code: string][] = [
  ['DryRun=true', 412, 'DryRunOperation'],
  ['NetworkInterfaceId.1=eni-1', 400, 'InvalidNetworkInterfaceId.Malformed'],
  ['VpcEndpointId.1=vpce-1', 400, 'InvalidVpcEndpointId.Malformed'],
  ['tms-0ffffffffffffffff', 400, 'InvalidTrafficMirrorSessionId.NotFound'],
  ['PacketLength=0', 400, 'InvalidParameterValue'],
  // Of what the demo estate has, nothing can be attached, detached or deleted, and no such rule can be revoked.
  ['Action=AttachNetworkInterface', 400, 'InvalidNetworkInterface.InUse'],
  ['Action=DetachNetworkInterface', 400, 'OperationNotPermitted'],
  ['Action=DeleteNetworkInterface', 400, 'InvalidParameterValue'],
  ['SecurityGroupRuleId.1=sgr-0ffffffffffffffff', 400, 'InvalidSecurityGroupRuleId.NotFound'],
  [
    'Action=RevokeSecurityGroupIngress&Version=2016-11-15&GroupId=sg-01a2b3c4d5e6f0001&IpPermissions.1.IpProtocol=tcp',
    400,
    'InvalidPermission.NotFound',
  ],
  // The page tokens in the recordings are made up.
  ['NextToken=', 400, 'InvalidParameterValue'],
];

const clients = ['sdkv3', 'awscli1', 'awscli2'].map((client): [string, Recording] => [
  client,
  JSON.parse(readFileSync(join(import.meta.dirname, 'wire', `${client}.json`), 'utf8')),
]);
const actionOf = (body: string) => /Action=(\w+)/.exec(body)?.[1] ?? '';

describe.each(clients)('%s', (_client, { headers, bodies }) => {
  test.each(bodies.map((body, i) => [i, actionOf(body), body] as const))(
    'recording %i, %s',
    async (_i, action, body) => {
      const emulator: Emulator = await startEmulator({ seed: 'demo' });
      const replaced = body.replace(/\b(?:tm[a-z]+|eni|vpce)-[0-9a-f]{17}/g, (id) => standIns[id] ?? id);
      const answer = await send(emulator.url, { headers, body: replaced });
      await emulator.stop();
      const [, status, code] = refused.find(([part]) => body.includes(part)) ?? ['', 200];
      expect([answer.status, /<Code>(.*)<\/Code>/.exec(answer.body)?.[1]]).toEqual([status, code]);
      expect(answer.headers['content-type']).toBe('text/xml;charset=UTF-8');
      if (status === 200)
        expect(answer.body).toContain(`<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">`);
    },
  );
});
