/** Reads answers of EC2 by the SDK's reader and by ours in turns, in one process. */
import {
  DescribeInstances$,
  DescribeInstancesCommand,
  DescribeNetworkInterfaces$,
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorFilters$,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessions$,
  DescribeTrafficMirrorSessionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { createProtocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { serveParent } from './child.js';

const options = {
  region: 'us-east-1',
  endpoint: process.env.EC2_URL,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};
const protocols = { sdk: sdkProtocols.ec2, ours: createProtocols().ec2 };
const clients = Object.entries(protocols).map(([by, protocol]) => [
  by,
  new EC2Client({ ...options, protocol }),
]);
const [[, client]] = clients;

/** What is read: the command, the schema of its action, and what is asked for. */
const answers = {
  'one session': [
    DescribeTrafficMirrorSessionsCommand,
    DescribeTrafficMirrorSessions$,
    { TrafficMirrorSessionIds: ['tms-00000000000000001'] },
  ],
  '100 filters': [DescribeTrafficMirrorFiltersCommand, DescribeTrafficMirrorFilters$, { MaxResults: 100 }],
  '1,000 sessions': [
    DescribeTrafficMirrorSessionsCommand,
    DescribeTrafficMirrorSessions$,
    { MaxResults: 1_000 },
  ],
  '1,000 interfaces': [DescribeNetworkInterfacesCommand, DescribeNetworkInterfaces$, { MaxResults: 1_000 }],
  '1,000 instances': [DescribeInstancesCommand, DescribeInstances$, { MaxResults: 1_000 }],
};

async function bodyOf(Command, input) {
  const command = new Command(input);
  const chunks = [];
  const keep = (next) => async (args) => {
    const result = await next(args);
    for await (const chunk of result.response.body) chunks.push(chunk);
    result.response.body = Buffer.concat(chunks);
    return result;
  };
  command.middlewareStack.add(keep, { step: 'deserialize', priority: 'low' });
  await client.send(command);
  return Buffer.concat(chunks);
}

const read = {};
for (const [name, [Command, schema, input]] of Object.entries(answers)) {
  const [, namespace, action, traits, inputSchema, output] = schema;
  const body = await bodyOf(Command, input);
  read[name] = { operation: { namespace, name: action, traits, input: inputSchema, output }, body };
}

serveParent({}, async ({ answer, times }) => {
  const { operation, body } = read[answer];
  const ms = { sdk: [], ours: [] };
  for (let n = 0; n < times; n++)
    for (const [by, { config }] of clients) {
      const startedAt = performance.now();
      await config.protocol.deserializeResponse(operation, config, { statusCode: 200, headers: {}, body });
      ms[by].push(performance.now() - startedAt);
    }
  return { ...ms, bytes: body.length };
});
