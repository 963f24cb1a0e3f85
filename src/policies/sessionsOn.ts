/** Who has taken a session number of an interface, when EC2 says that it is taken. */
import { describeByValues } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';

/** The sessions of an interface as they are now. @returns none when they could not be read. */
export async function sessionsOn(
  scope: Ec2Scope,
  networkInterfaceId: string,
  usage: Ec2Usage,
): Promise<readonly TrafficMirrorSessionRecord[]> {
  const by = {
    filter: 'network-interface-id',
    propertyOf: (session: TrafficMirrorSessionRecord) => session.networkInterfaceId,
    values: [networkInterfaceId],
  };
  const [found = []] = await describeByValues(scope, sessionKind, by, usage);
  return found instanceof Error ? [] : found;
}
