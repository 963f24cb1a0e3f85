/** Sends requests with the AWS SDK for JavaScript v3: reads one request a line, and writes one answer a line. See ../client.ts. */
import { createInterface } from 'node:readline';
import * as ec2 from '@aws-sdk/client-ec2';
import * as sts from '@aws-sdk/client-sts';

const [endpoint, region] = process.argv.slice(2);
const services = { ec2: [ec2, ec2.EC2Client], sts: [sts, sts.STSClient] };

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
    if (!(error instanceof ec2.EC2ServiceException || error instanceof sts.STSServiceException)) throw error;
    result = { error: { code: error.name, status: error.$metadata.httpStatusCode } };
  }
  console.log(JSON.stringify(result));
}
