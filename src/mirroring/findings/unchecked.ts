/** Which rules could not be checked, why, and for how many subjects. */
import type { EstateKind, Gap } from '../facts.ts';
import { NotRead } from '../facts.ts';
import type { NotDecidable } from './rule.ts';
import { listed } from './words.ts';

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
      const gap: Reason = error instanceof NotRead ? error.gap : { reason: 'NOT_DECIDABLE' };
      const key = JSON.stringify([code, gap]);
      const row = rows.get(key) ?? { code, gap, causes: new Set(), subjectIds: [], isCutShort: false };
      rows.set(key, row);
      row.causes.add(error instanceof NotRead ? names[error.kind] : error.message);
      if (subjectId === undefined) row.isCutShort = true;
      else row.subjectIds.push(subjectId);
    },
    rows: (): Unchecked<Code>[] =>
      [...rows.values()].map(({ code, gap, causes, subjectIds, isCutShort }) => ({
        code,
        ...gap,
        message: messageOf(gap, [...causes]),
        subjectIds,
        isCutShort,
      })),
  };
}

type Reason = Gap | { readonly reason: 'NOT_DECIDABLE' };

interface Row<Code extends string> {
  readonly code: Code;
  readonly gap: Reason;
  /** The kinds that were not read, or what is not decidable. */
  readonly causes: Set<string>;
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

function messageOf(gap: Reason, causes: readonly string[]): string {
  if (gap.reason === 'NOT_DECIDABLE')
    return `This cannot be decided from what AWS tells${causes.length > 1 ? ', for example' : ''}: ${causes[0]}.`;
  const reasons: Readonly<Record<Gap['reason'], () => string>> = {
    UNAUTHORIZED: () =>
      gap.permission === undefined
        ? `IAM does not allow the gateway to call ${gap.iamAction}. Allow it.`
        : `The caller needs the permission ${gap.permission}.`,
    UNAVAILABLE: () => 'The read failed or was throttled. Try again.',
    OUT_OF_TIME: () =>
      'The time for reading (the limit estateMs) was over. Ask for fewer codes or resources, or raise it.',
    OUT_OF_CALLS: () =>
      'The calls for reading (the limit estateCalls) were used up. Ask for fewer codes or resources, or raise it.',
    OTHER_ACCOUNT: () => 'They belong to an account that cannot be read here.',
  };
  return `The ${listed(causes)} were not read. ${reasons[gap.reason]()}`;
}
