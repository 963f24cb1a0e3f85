/** Our reader of answers beside the SDK's: it reads the same, or leaves the answer to it. */
import { isDeepStrictEqual } from 'node:util';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ec2Action, serviceOf } from '../../src/ec2/actions.ts';
import { createProtocols, type Protocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { awsDocuments, operationOf } from '../support/awsDocuments.ts';
import { howMany } from '../support/randomFilters.ts';

let wasPlain = false;
const ours = createProtocols((_, isPlain) => {
  wasPlain = isPlain;
});

type Read = (action: Ec2Action, document: string | Buffer) => Promise<unknown>;

/** Reads with the protocols of two clients. An error is a result too. */
function readerWith(protocols: Protocols): Read {
  const client = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  };
  const clients = {
    ec2: new EC2Client({ ...client, protocol: protocols.ec2 }),
    elasticloadbalancing: new ElasticLoadBalancingV2Client({
      ...client,
      protocol: protocols.elasticloadbalancing,
    }),
  };
  return async (action, document) => {
    const { config } = clients[serviceOf(action)];
    const protocol = config.protocol as unknown as AwsQueryProtocol;
    const response = { statusCode: 200, headers: { 'x-amzn-requestid': '1' }, body: Buffer.from(document) };
    const context = config as unknown as Parameters<AwsQueryProtocol['deserializeResponse']>[1];
    return protocol
      .deserializeResponse(operationOf(action), context, response)
      .catch((error: Error) => ({ failed: error.message }));
  };
}
const read = readerWith(ours);
const readBySdk = readerWith(sdkProtocols);

test('any answer to any action is read as the SDK reads it, and most plain ones by our reader', async () => {
  const counts = { plain: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(awsDocuments, async ([action, document]) => {
      const result = await read(action, document);
      counts[wasPlain ? 'plain' : 'left']++;
      return !wasPlain || isDeepStrictEqual(result, await readBySdk(action, document));
    }),
    { numRuns: howMany(600) },
  );
  if (process.env.CASES !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`);
  // Answers that are left to the SDK test little.
  expect(counts.plain).toBeGreaterThan(howMany(600) / 3);
});

const namespace = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
const sessions = (content: string) =>
  `<DescribeTrafficMirrorSessionsResponse${namespace}>${content}</DescribeTrafficMirrorSessionsResponse>`;
const session = (content: string) =>
  sessions(`<trafficMirrorSessionSet><item>${content}</item></trafficMirrorSessionSet>`);
const nested = (depth: number) => `${'<x>'.repeat(depth)}${'</x>'.repeat(depth)}`;

describe('our reader reads', () => {
  test.each([
    ['nothing', sessions('')],
    ['an empty list', sessions('<trafficMirrorSessionSet/>')],
    ['an empty list with two tags', sessions('<trafficMirrorSessionSet></trafficMirrorSessionSet>')],
    ['an empty item', sessions('<trafficMirrorSessionSet><item/><item></item></trafficMirrorSessionSet>')],
    ['empty elements of every type', session('<description/><sessionNumber/><tagSet/>')],
    [
      'elements in another order',
      session('<ownerId>1</ownerId><description>a</description><ownerIds>1</ownerIds>'),
    ],
    [
      'elements that are new',
      session('<new/><new><new>a</new><constructor/></new><description>a</description>'),
    ],
    ['the entities of XML', session('<description>&lt;&amp;&gt; &quot;&apos; &#xD;&#10;</description>')],
    ['text of white space', session('<description> \n </description><sessionNumber>\n1 </sessionNumber>')],
    ['indented elements', session('\n    <description>a</description>\n\t<tagSet>\n    </tagSet>\n')],
    ['all characters of Unicode', session('<description>é中😀\u00a0</description>')],
    ['integers that JavaScript rounds', session('<virtualNetworkId>9007199254740993</virtualNetworkId>')],
    ['what comes after the root', `${sessions('')}<x>`],
  ])('%s', async (_, document) => {
    expect(await read('DescribeTrafficMirrorSessions', document)).toEqual(
      await readBySdk('DescribeTrafficMirrorSessions', document),
    );
    expect(wasPlain).toBe(true);
  });

  test('a time as the SDK reads it', async () => {
    const document = `<DescribeVpcEndpointsResponse><vpcEndpointSet><item><creationTimestamp>2026-03-02T08:00:00.123Z</creationTimestamp></item></vpcEndpointSet></DescribeVpcEndpointsResponse>`;
    const VpcEndpoints = [{ CreationTimestamp: new Date('2026-03-02T08:00:00.123Z') }];
    expect(await read('DescribeVpcEndpoints', document)).toMatchObject({ VpcEndpoints });
    expect(wasPlain).toBe(true);
  });
});

describe('our reader leaves to the SDK', () => {
  test.each([
    ['a byte order mark', `\ufeff${sessions('')}`],
    ['an answer to another action', sessions('').replaceAll('Sessions', 'Targets')],
    ['an attribute of the root', sessions('').replace(namespace, ' nextToken="a"')],
    ['an attribute', session('<description a="b">a</description>')],
    ['white space in a tag', session('<description >a</description >')],
    ['a comment', session('<description>a<!-- b --></description>')],
    ['a section of CDATA', session('<description><![CDATA[a]]></description>')],
    ['a processing instruction', session('<?a b?><description>a</description>')],
    ['an element twice', session('<description>a</description><description>b</description>')],
    ['a list twice', session('<tagSet/><tagSet/>')],
    ['an element in a text', session('<description>a<b/></description>')],
    ['text between elements', session('a<description>b</description>')],
    ['white space without a line feed between elements', session(' <description>a</description>')],
    ['a carriage return', session('<description>a\r\nb</description>')],
    ['a character beyond the first plane by its number', session('<description>&#x1F600;</description>')],
    ['an entity that XML does not have', session('<description>&nbsp;</description>')],
    ['an element that is not closed', session('<description>a')],
    ['a document that was cut off', session('<description>a').slice(0, -60)],
    [
      'an element that objects have by nature',
      session('<__proto__><description>a</description></__proto__>'),
    ],
    ['unknown elements in each other 50,000 times', session(nested(50_000))],
    ['known elements in each other', session('<tagSet><item>'.repeat(50_000))],
  ])('%s', async (_, document) => {
    const result = await read('DescribeTrafficMirrorSessions', document);
    expect(wasPlain).toBe(false);
    expect(result).toEqual(await readBySdk('DescribeTrafficMirrorSessions', document));
  });
});
