/** Sends requests with the AWS SDK for JavaScript v3: reads one request a line, and writes one answer a line. See ../client.ts. */
import { createInterface } from 'node:readline';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';

const [endpoint, region] = process.argv.slice(2);
const services = {
  ec2: [ec2, ec2.EC2Client],
  sts: [sts, sts.STSClient],
  elbv2: [elbv2, elbv2.ElasticLoadBalancingV2Client],
};
const exceptions = [
  ec2.EC2ServiceException,
  sts.STSServiceException,
  elbv2.ElasticLoadBalancingV2ServiceException,
];

async function answer({ service, action, input, how, credentials }) {
  const [module, Client] = services[service];
  const client = new Client({ endpoint, region, credentials });
  try {
    if (how === 'wait') return await module[`waitUntil${action}`]({ client, maxWaitTime: 60 }, input);
    if (how === 'pages') return await listOf(module[`paginate${action}`]({ client }, input));
    return await client.send(new module[`${action}Command`](input));
  } finally {
    client.destroy();
  }
}

async function listOf(pages) {
  const list = [];
  for await (const page of pages) list.push(page);
  return list;
}

for await (const line of createInterface(process.stdin)) {
  let result;
  try {
    result = { output: await answer(JSON.parse(line)) };
  } catch (error) {
    if (!exceptions.some((exception) => error instanceof exception)) throw error;
    // The exceptions that are in the model are named after their shapes, and not after their codes.
    result = {
      error: { code: error.name.replace(/Exception$/, ''), status: error.$metadata.httpStatusCode },
    };
  }
  console.log(JSON.stringify(result));
}
