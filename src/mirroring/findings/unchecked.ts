/** Which rules could not be checked, why, and for how many subjects. */
import type { EstateKind, Gap } from '../facts.ts';
import { NotRead } from '../facts.ts';
import type { NotDecidable } from './rule.ts';

export interface Unchecked<Code extends string = string> extends Omit<Gap, 'reason'> {
  readonly code: Code;
  /** The schema's enum has the same words. */
  readonly reason: Gap['reason'] | 'NOT_DECIDABLE';
  /** For people. */
  readonly message: string;
  /** What was not checked. */
  readonly subjectIds: readonly string[];
  /** Whether there may be more, of which nothing is known. */
  readonly isCutShort: boolean;
}

/** Whether a further permission, or trying again, would let it be checked. */
export const couldBeChecked = ({ reason }: Pick<Unchecked, 'reason'>): boolean =>
  reason !== 'NOT_DECIDABLE' && reason !== 'OTHER_ACCOUNT';

/** Collects why rules were not checked, one row for each rule and reason. */
export function collectUnchecked<Code extends string>() {
  const rows = new Map<string, Row<Code>>();
  return {
    /** @param subjectId absent: a list was cut short. */
    note(code: Code, error: NotRead | NotDecidable, subjectId?: string): void {
      const gap = error instanceof NotRead ? error.gap : { reason: 'NOT_DECIDABLE' as const };
      const key = JSON.stringify([code, gap]);
      const row = rows.get(key) ?? {
        code,
        ...gap,
        message: messageOf(error),
        subjectIds: [],
        isCutShort: false,
      };
      rows.set(key, row);
      if (subjectId === undefined) row.isCutShort = true;
      else row.subjectIds.push(subjectId);
    },
    rows: (): Unchecked<Code>[] => [...rows.values()],
  };
}

interface Row<Code extends string> extends Unchecked<Code> {
  readonly subjectIds: string[];
  isCutShort: boolean;
}

const names: Readonly<Record<EstateKind, string>> = {
  sessions: 'sessions',
  targets: 'targets',
  filters: 'filters',
  networkInterfaces: 'network interfaces',
  instances: 'instances',
  subnets: 'subnets',
  vpcs: 'VPCs',
  securityGroups: 'security groups',
  networkAcls: 'network ACLs',
  routeTables: 'route tables',
  peerings: 'VPC peering connections',
  transitGatewayAttachments: 'transit gateway attachments',
  vpcEndpoints: 'VPC endpoints',
  loadBalancers: 'load balancers',
  targetGroups: 'target groups',
  listeners: 'listeners',
  targetHealth: 'registered targets',
  targetGroupAttributes: 'attributes of target groups',
  loadBalancerAttributes: 'attributes of load balancers',
};

function messageOf(error: NotRead | NotDecidable): string {
  if (!(error instanceof NotRead)) return `This cannot be decided from what AWS tells: ${error.message}.`;
  const { kind, gap } = error;
  const reasons: Readonly<Record<Gap['reason'], () => string>> = {
    UNAUTHORIZED: () =>
      gap.permission === undefined
        ? `IAM does not allow the gateway to call ${gap.iamAction}. Allow it.`
        : `The caller needs the permission ${gap.permission}.`,
    UNAVAILABLE: () => 'The read failed or was throttled. Try again.',
    OUT_OF_TIME: () => 'The time for reading was over. Ask for fewer codes or resources.',
    OUT_OF_CALLS: () => 'The calls for reading were used up. Ask for fewer codes or resources.',
    OTHER_ACCOUNT: () => 'They belong to an account that cannot be read here.',
  };
  return `The ${names[kind]} were not read. ${reasons[gap.reason]()}`;
}
