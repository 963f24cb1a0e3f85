/** Elastic Load Balancing through the AWS CLI: a broken collector is found and mended. Skipped with a message without it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { demoArns } from '../support/loadBalancingClient.ts';
import { runsSlowClients } from '../support/slowClients.ts';

const { PATH = '' } = process.env;
const program = PATH.split(delimiter)
  .map((folder) => join(folder, 'aws'))
  .find((path) => existsSync(path));
if (program === undefined) console.warn('skipped: the AWS CLI is missing; apt-get install awscli');

(program === undefined || !runsSlowClients ? test.skip : test)(
  'the AWS CLI sees a collector break, and waits until it is mended',
  async () => {
    const { url } = await startEmulator({ seed: 'demo' });
    const env = { PATH, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_PAGER: '' };
    /** Runs `aws elbv2` and returns what it prints, as one line. */
    async function elbv2(...args: string[]): Promise<string> {
      const options = ['--endpoint-url', url, '--region', 'us-east-1', '--output', 'text'];
      const { stdout } = await promisify(execFile)(program ?? '', ['elbv2', ...args, ...options], { env });
      return stdout.trim().replace(/\s+/g, ' ');
    }
    const { balancer, listener, group } = demoArns;
    const health = () =>
      elbv2(
        'describe-target-health',
        ...['--target-group-arn', group],
        ...['--query', 'TargetHealthDescriptions[].[Target.Id, TargetHealth.State, TargetHealth.Reason]'],
      );
    const sensors = (what: string) => `${demo.instance(8)} ${what} ${demo.instance(13)} ${what}`;

    const names = ['describe-load-balancers', '--query', 'LoadBalancers[].LoadBalancerName'];
    expect(await elbv2(...names)).toBe('prod-sensors staging-sensors');
    expect(await health()).toBe(sensors('healthy None'));
    await elbv2('delete-listener', '--listener-arn', listener);
    expect(await health()).toBe(sensors('unused Target.NotInUse'));
    const create = [
      'create-listener',
      '--load-balancer-arn',
      balancer,
      '--protocol',
      'UDP',
      '--port',
      '4789',
    ];
    const action = `Type=forward,TargetGroupArn=${group}`;
    const made = await elbv2(...create, '--default-actions', action, '--query', 'Listeners[].ListenerArn');
    await elbv2('wait', 'target-in-service', '--target-group-arn', group);
    expect(await health()).toBe(sensors('healthy None'));
    const tags = [
      'describe-tags',
      '--resource-arns',
      made,
      balancer,
      '--query',
      'TagDescriptions[].Tags[].Key',
    ];
    expect(await elbv2(...tags)).toBe('Name team env');
    await expect(elbv2('describe-listeners', '--listener-arns', listener)).rejects.toThrow(
      /\(ListenerNotFound\).*DescribeListeners operation: One or more listeners not found/,
    );
  },
  240_000,
);
