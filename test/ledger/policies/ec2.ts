/** What both rigs ask EC2 itself. */
import {
  EC2Client,
  paginateDescribeTrafficMirrorSessions,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { cleanUp } from '../../support/cleanUp.ts';

export function startEc2Client(endpoint: string): EC2Client {
  const credentials = { accessKeyId: 'AKIALEDGER', secretAccessKey: 'ledger' };
  const ec2 = new EC2Client({ region: 'us-east-1', endpoint, credentials });
  cleanUp(() => ec2.destroy());
  return ec2;
}

export async function sessionsIn(client: EC2Client): Promise<readonly TrafficMirrorSession[]> {
  const found: TrafficMirrorSession[] = [];
  for await (const page of paginateDescribeTrafficMirrorSessions({ client }, {}))
    found.push(...(page.TrafficMirrorSessions ?? []));
  return found;
}
