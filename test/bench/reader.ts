/** Reads answers of EC2 by the SDK's reader and by ours in turns, in one process. */
import type { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import type { Ec2Action } from '../../src/ec2/actions.ts';
import { createEc2Client } from '../../src/ec2/clients.ts';
import { createProtocols, type Protocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { operationOf } from '../support/awsDocuments.ts';
import { serveParent } from './child.ts';

const endpoint = process.env.EC2_URL ?? '';

/** What is read: the action, and what is asked for. */
const answers: Readonly<Record<string, readonly [action: Ec2Action, parameters: string]>> = {
  'one session': ['DescribeTrafficMirrorSessions', 'TrafficMirrorSessionId.1=tms-00000000000000001'],
  '100 filters': ['DescribeTrafficMirrorFilters', 'MaxResults=100'],
  '1,000 sessions': ['DescribeTrafficMirrorSessions', 'MaxResults=1000'],
  '1,000 interfaces': ['DescribeNetworkInterfaces', 'MaxResults=1000'],
  '1,000 instances': ['DescribeInstances', 'MaxResults=1000'],
};

/** The embedded EC2 checks no signature. */
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  'x-amz-date': '20260101T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
};

async function bodyOf([action, parameters]: readonly [Ec2Action, string]): Promise<Buffer> {
  const body = `Action=${action}&Version=2016-11-15&${parameters}`;
  const response = await fetch(endpoint, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(await response.text());
  return Buffer.from(await response.arrayBuffer());
}

/** Reads an answer as a client does. */
function readerWith(protocols: Protocols) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const { config } = createEc2Client({ region: 'us-east-1', endpoint, credentials, protocols });
  const protocol = config.protocol as unknown as AwsQueryProtocol;
  const context = config as unknown as Parameters<AwsQueryProtocol['deserializeResponse']>[1];
  return (action: Ec2Action, body: Buffer) =>
    protocol.deserializeResponse(operationOf(action), context, { statusCode: 200, headers: {}, body });
}

const readers = { sdk: readerWith(sdkProtocols), ours: readerWith(createProtocols()) };
const bodies = new Map<string, Buffer>();
for (const [name, answer] of Object.entries(answers)) bodies.set(name, await bodyOf(answer));

/** What the parent asks for: one of the answers, read so many times. */
interface ReadingAsked {
  readonly answer: string;
  readonly times: number;
}

/** How long each reading took, in milliseconds. */
export interface ReadTimes {
  readonly sdk: readonly number[];
  readonly ours: readonly number[];
  /** The size of the answer. */
  readonly bytes: number;
}

serveParent({ answers: [...bodies.keys()] }, async ({ answer, times }: ReadingAsked): Promise<ReadTimes> => {
  const [action] = answers[answer] ?? [];
  const body = bodies.get(answer);
  if (action === undefined || body === undefined) throw new RangeError(`there is no answer "${answer}"`);
  const ms = { sdk: [] as number[], ours: [] as number[] };
  for (let n = 0; n < times; n++)
    for (const by of ['sdk', 'ours'] as const) {
      const startedAt = performance.now();
      await readers[by](action, body);
      ms[by].push(performance.now() - startedAt);
    }
  return { ...ms, bytes: body.length };
});
