/** Reads what belongs to other accounts and is used here, through those accounts if the caller may use them. */
import type { Ec2Scope } from '../scope.ts';
import type { Scopes } from '../scopes.ts';
import type { TrafficMirrorTargetRecord } from '../targets.ts';
import type { Ec2Usage } from '../usage.ts';
import { type Drafts, known, note } from './drafts.ts';
import { readPlaces } from './places.ts';
import { createReader, type Reader } from './reader.ts';
import { endpointsOf, isOf, leavesVpc, type Places, type Wants } from './uses.ts';

/** What one other account has that is used here. */
interface Foreign extends Places {
  readonly filterIds: readonly string[];
}

interface OtherAccounts {
  /** The account and Region where it is used. */
  readonly scope: Ec2Scope;
  /** What the caller may use. */
  readonly scopes: Pick<Scopes, 'find'>;
  readonly wants: Wants;
  /** The targets that matter, of any account. */
  readonly targets: readonly TrafficMirrorTargetRecord[];
  readonly usage: Ec2Usage;
}

/** Reads what other accounts have in the same Region. What the caller may not use is a gap. */
export async function readOtherAccounts(
  drafts: Drafts,
  { scope, scopes, wants, targets, usage }: OtherAccounts,
): Promise<void> {
  const { accountId, region } = scope;
  const owners = [...targets, ...known(drafts, 'sessions')]
    .filter((one) => !isOf(accountId)(one))
    .flatMap(({ ownerId }) => ownerId ?? []);
  await Promise.all(
    [...new Set(owners)].map(async (owner) => {
      const foreign = foreignOf(drafts, targets, owner);
      const other = scopes.find(owner, region);
      if (other === undefined) noteOtherAccount(drafts, foreign);
      else {
        const reader = createReader(drafts, other, usage, { isOther: true });
        if (wants('filters')) await reader.byIds('filters', foreign.filterIds);
        await readPlaces(reader, drafts, wants, foreign);
        await readConnections(reader, drafts, wants, foreign);
      }
    }),
  );
}

/** Reads what connects the VPCs of the places with others: the owner of a VPC alone is sure to see its attachments. */
async function readConnections(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  foreign: Foreign,
): Promise<void> {
  const { networkInterfaces, loadBalancers } = drafts;
  const places = [
    ...[...foreign.networkInterfaceIds, ...foreign.sourceIds].map((id) => networkInterfaces.records.get(id)),
    ...foreign.loadBalancerArns.map((arn) => loadBalancers.records.get(arn)),
  ];
  const values = [...new Set(places.flatMap((place) => place?.vpcId ?? []))];
  if (values.length === 0 || !leavesVpc(drafts)) return;
  await Promise.all([
    wants('peerings') && reader.list('peerings'),
    wants('transitGatewayAttachments') &&
      reader.list('transitGatewayAttachments', { property: 'vpcId', values }),
  ]);
}

/** The targets of the account, and what its sessions use: others' sessions are shown to the owner of a shared target. */
function foreignOf(drafts: Drafts, targets: readonly TrafficMirrorTargetRecord[], owner: string): Foreign {
  const owned = ({ ownerId }: { readonly ownerId: string | undefined }) => ownerId === owner;
  const sessions = known(drafts, 'sessions').filter(owned);
  const sources = sessions.flatMap(({ networkInterfaceId }) => networkInterfaceId ?? []);
  return {
    ...endpointsOf(targets.filter(owned)),
    sourceIds: sources,
    hostIds: sources,
    filterIds: sessions.flatMap(({ trafficMirrorFilterId }) => trafficMirrorFilterId ?? []),
  };
}

function noteOtherAccount(drafts: Drafts, foreign: Foreign): void {
  const gap = { reason: 'OTHER_ACCOUNT' } as const;
  note(drafts, 'networkInterfaces', 'id', [...foreign.networkInterfaceIds, ...foreign.sourceIds], gap);
  note(drafts, 'filters', 'id', foreign.filterIds, gap);
  note(drafts, 'vpcEndpoints', 'id', foreign.vpcEndpointIds, gap);
  note(drafts, 'loadBalancers', 'id', foreign.loadBalancerArns, gap);
  note(drafts, 'targetGroups', 'loadBalancerArns', foreign.loadBalancerArns, gap);
  note(drafts, 'listeners', 'loadBalancerArn', foreign.loadBalancerArns, gap);
}
