/** The attachments of VPCs to transit gateways. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { TransitGatewayVpcAttachment } from '../state/networkRecords.ts';
import { tagSet } from '../tags.ts';

export const DescribeTransitGatewayVpcAttachments = describe<TransitGatewayVpcAttachment>({
  set: 'transitGatewayVpcAttachments',
  table: ({ transitGatewayVpcAttachments }) => transitGatewayVpcAttachments,
  rows: ({ transitGatewayVpcAttachments }) => transitGatewayVpcAttachments.list(),
  // The one list of ids whose name is in the plural on the wire (API model).
  ids: idList('TransitGatewayAttachmentIds', idKinds.transitGatewayVpcAttachments),
  filters: {
    state: (row) => row.state,
    'transit-gateway-attachment-id': (row) => row.id,
    'transit-gateway-id': (row) => row.transitGatewayId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row) => ({
    transitGatewayAttachmentId: row.id,
    transitGatewayId: row.transitGatewayId,
    vpcId: row.vpcId,
    vpcOwnerId: row.vpcOwnerId,
    state: row.state,
    subnetIds: row.subnetIds,
    creationTime: row.creationTime,
    options: {
      dnsSupport: 'enable',
      securityGroupReferencingSupport: 'enable',
      ipv6Support: 'disable',
      applianceModeSupport: 'disable',
    },
    tagSet: tagSet(row.tags),
  }),
});
