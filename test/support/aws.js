/**
 * Replaces the AWS CLI in commands of the documents. It accepts the operations below with exactly these options, as in the CLI's
 * reference; policies must be JSON, and with an endpoint option it calls that EC2.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const optionsOf = {
  'iam create-role': ['role-name', 'assume-role-policy-document'],
  'iam put-role-policy': ['role-name', 'policy-name', 'policy-document'],
  'ec2 describe-traffic-mirror-sessions': ['region', 'endpoint-url'],
  'ec2 run-instances': [
    ...['region', 'endpoint-url', 'image-id', 'instance-type', 'subnet-id'],
    'tag-specifications',
  ],
  'elbv2 describe-load-balancers': ['region', 'endpoint-url'],
  'organizations list-accounts': ['region', 'endpoint-url'],
};
/** Of each service: its name in signatures, and the version of its API, or what stands before its actions if it speaks JSON. */
const services = {
  ec2: { name: 'ec2', version: '2016-11-15' },
  elbv2: { name: 'elasticloadbalancing', version: '2015-12-01' },
  organizations: { name: 'organizations', target: 'AWSOrganizationsV20161128' },
};

const [service, operation, ...args] = process.argv.slice(2);
const names = optionsOf[`${service} ${operation}`];
if (names === undefined) throw new Error(`unknown: aws ${service} ${operation}`);
const { values } = parseArgs({
  args,
  options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});
const missing = names.filter((name) => !values[name]);
if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);

for (const name of names.filter((name) => name.endsWith('policy-document'))) {
  const { Version, Statement } = JSON.parse(readFileSync(values[name].replace(/^file:\/\//, ''), 'utf8'));
  if (Version !== '2012-10-17' || !Array.isArray(Statement)) throw new Error(`no policy: ${values[name]}`);
}

if (values['endpoint-url'] !== undefined) {
  const { name, version, target } = services[service];
  const action = operation.replace(/(?:^|-)(.)/g, (_match, letter) => letter.toUpperCase());
  const credential = `${process.env.AWS_ACCESS_KEY_ID}/20260101/${values.region}/${name}/aws4_request`;
  const response = await fetch(values['endpoint-url'], {
    method: 'POST',
    headers: {
      ...(target === undefined
        ? { 'content-type': 'application/x-www-form-urlencoded' }
        : { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${action}` }),
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
    },
    body: target === undefined ? `Action=${action}&Version=${version}${parameters()}` : '{}',
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  console.log(await response.text());
}

/** Those of `run-instances`; the other operations have none. Of `tag-specifications`, only the form of the documents is read. */
function parameters() {
  if (operation !== 'run-instances') return '';
  const tags = [...values['tag-specifications'].matchAll(/{Key=([^,]+),Value=([^}]+)}/g)];
  const ofTags = tags.flatMap(([, key, value], index) => [
    [`TagSpecification.1.Tag.${index + 1}.Key`, key],
    [`TagSpecification.1.Tag.${index + 1}.Value`, value],
  ]);
  return `&${new URLSearchParams([
    ['ImageId', values['image-id']],
    ['InstanceType', values['instance-type']],
    ['SubnetId', values['subnet-id']],
    ...[
      ['MinCount', '1'],
      ['MaxCount', '1'],
      ['TagSpecification.1.ResourceType', 'instance'],
    ],
    ...ofTags,
  ])}`;
}
