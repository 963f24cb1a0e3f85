/** Whether an interface is gone, as EC2 says itself. That a list does not have it is no proof: lists of EC2 are no snapshots. */
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { authorize } from '../actions.ts';
import { sender } from '../call.ts';
import { Ec2Failure } from '../failure.ts';
import type { Ec2Scope } from '../scope.ts';
import type { Ec2Usage } from '../usage.ts';

const action = 'DescribeNetworkInterfaces';

/**
 * Asks for the id itself, not with a filter: then EC2 answers with an error when it does not have the interface (EC2 API reference, "Error
 * codes", InvalidNetworkInterfaceID.NotFound).
 *
 * @throws Ec2Failure when EC2 does not say.
 */
export async function isInterfaceGone(scope: Ec2Scope, id: string, usage: Ec2Usage): Promise<boolean> {
  authorize(scope, { action });
  usage.takeRead();
  try {
    await sender(scope, action, usage)(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
    return false;
  } catch (error) {
    if (error instanceof Ec2Failure && error.awsCode === 'InvalidNetworkInterfaceID.NotFound') return true;
    throw error;
  }
}
