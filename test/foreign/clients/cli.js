/** Sends requests with the AWS CLI, one process each: reads one request a line, and writes one answer a line. See ../client.ts. */
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const [endpoint, region] = process.argv.slice(2);
const toOption = (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

function answer({ service, action, input, how, credentials }) {
  // With --page-size, the CLI reads all pages of EC2, but only the first of Elastic Load Balancing.
  const { MaxResults, PageSize: _size, ...rest } = input;
  const { status, stdout, stderr } = spawnSync(
    '/usr/bin/aws',
    [
      service,
      ...(how === 'wait' ? ['wait'] : []),
      toOption(action),
      ...['--cli-input-json', JSON.stringify(how === 'pages' ? rest : input)],
      // The CLI joins the pages that it reads.
      ...(how === 'pages' && MaxResults ? ['--page-size', String(MaxResults)] : []),
      ...['--endpoint-url', endpoint, '--region', region, '--output', 'json'],
    ],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        AWS_PAGER: '',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
      },
    },
  );
  if (status === 0) {
    const output = JSON.parse(stdout || '{}');
    return { output: how === 'pages' ? [output] : output };
  }
  const [, code] = /An error occurred \(([\w.]+)\) when calling the /.exec(stderr) ?? [];
  // The status of the program that says "the service answered with an error".
  if (status !== 254 || code === undefined) throw new Error(`aws exited with ${status}: ${stderr}`);
  return { error: { code } };
}

for await (const line of createInterface(process.stdin))
  console.log(JSON.stringify(answer(JSON.parse(line))));
