/** Sends requests with the AWS SDK for JavaScript v2: reads one request a line, and writes one answer a line. See ../client.ts. */
import { createInterface } from 'node:readline';
import AWS from 'aws-sdk';

const [endpoint, region] = process.argv.slice(2);
const services = { ec2: AWS.EC2, sts: AWS.STS, elbv2: AWS.ELBv2 };
const lowerFirst = (name) => name.charAt(0).toLowerCase() + name.slice(1);

function pagesOf(request) {
  const pages = [];
  return new Promise((resolve, reject) => {
    request.eachPage((error, page) => {
      if (error) reject(error);
      else if (page === null) resolve(pages);
      else pages.push(page);
    });
  });
}

function answer({ service, action, input, how, credentials }) {
  const client = new services[service]({ endpoint, region, credentials });
  const name = lowerFirst(action);
  if (how === 'wait') return client.waitFor(name, input).promise();
  return how === 'pages' ? pagesOf(client[name](input)) : client[name](input).promise();
}

for await (const line of createInterface(process.stdin)) {
  let result;
  try {
    result = { output: await answer(JSON.parse(line)) };
  } catch (error) {
    if (!error.statusCode) throw error;
    result = { error: { code: error.code, status: error.statusCode } };
  }
  console.log(JSON.stringify(result));
}
