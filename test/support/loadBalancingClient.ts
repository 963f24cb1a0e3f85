/** A real SDK client of Elastic Load Balancing, pointed at an embedded EC2. */
import {
  ElasticLoadBalancingV2Client,
  ElasticLoadBalancingV2ServiceException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { cleanUp } from './cleanUp.ts';
import { connectionTo, refusalOf } from './emulatorClient.ts';

/** A client of the emulator at `url`; the access key decides the account. */
export function balancingClientOf(
  url: string,
  options?: Parameters<typeof connectionTo>[1],
): ElasticLoadBalancingV2Client {
  const client = new ElasticLoadBalancingV2Client(connectionTo(url, options));
  cleanUp(() => client.destroy());
  return client;
}

/** The error that the call was answered with. Throws when it succeeded or failed in another way. */
export async function balancingRefusal(call: Promise<unknown>) {
  const { code, ...rest } = await refusalOf(ElasticLoadBalancingV2ServiceException, call);
  // The SDK has a class for each error that the API documents, and names it so.
  return { ...rest, code: code.replace(/Exception$/, '') };
}

const arns = (rest: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${rest}`;

/** ARNs of the demo seed. */
export const demoArns = {
  balancer: arns('loadbalancer/net/prod-sensors/50dc6c495c0c9188'),
  stagingBalancer: arns('loadbalancer/net/staging-sensors/6d0ecf831eec9f09'),
  listener: arns('listener/net/prod-sensors/50dc6c495c0c9188/50dc6c495c0c9188'),
  group: arns('targetgroup/prod-sensors/50dc6c495c0c9188'),
  stagingGroup: arns('targetgroup/staging-sensors/6d0ecf831eec9f09'),
};
