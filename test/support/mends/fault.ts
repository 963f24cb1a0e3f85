/** A fault of the seed `broken` that is to be mended, and what the seed has around it. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { Finding } from '../../../src/mirroring/findings/evaluate.ts';

export interface Fault {
  readonly ec2: EC2Client;
  readonly balancing: ElasticLoadBalancingV2Client;
  readonly facts: EstateFacts;
  readonly finding: Finding;
}
export type Mend = (fault: Fault) => Promise<unknown>;

/** What must be there, because the seed has it. */
export function there<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('The seed lacks what is to be mended.');
  return value;
}

export const sessionOf = ({ facts, finding: { affectedSessionIds } }: Fault) =>
  there(facts.sessions.of(there(affectedSessionIds.at(-1))));
export const targetOf = ({ facts, finding }: Fault) => there(facts.targets.of(finding.subjectId));
export const interfaceOf = ({ networkInterfaces }: EstateFacts, id: string | undefined) =>
  there(networkInterfaces.of(there(id)));

/** A target of the seed in which nothing is wrong, on an interface or a load balancer. */
export const cleanTarget = (
  { targets, sessions }: EstateFacts,
  endpoint: 'networkInterfaceId' | 'networkLoadBalancerArn',
) =>
  there(
    targets
      .all()
      .find(
        (one) =>
          one[endpoint] !== undefined &&
          one.tags.length === 0 &&
          [6, 70].includes(sessions.where('trafficMirrorTargetId', one.trafficMirrorTargetId).length),
      ),
  );
