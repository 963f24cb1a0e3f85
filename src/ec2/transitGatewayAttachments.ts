/** The attachments of VPCs to transit gateways. */
import {
  DescribeTransitGatewayVpcAttachmentsCommand,
  type TransitGatewayVpcAttachment,
} from '@aws-sdk/client-ec2';
import type { TransitGatewayAttachment } from '../mirroring/records.ts';
import type { ResourceKind } from './reads/kind.ts';

export interface TransitGatewayAttachmentRecord extends TransitGatewayAttachment {
  readonly transitGatewayAttachmentId: string;
}

export const transitGatewayAttachmentKind: ResourceKind<
  TransitGatewayVpcAttachment,
  TransitGatewayAttachmentRecord
> = {
  action: 'DescribeTransitGatewayVpcAttachments',
  idFilter: 'transit-gateway-attachment-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeTransitGatewayVpcAttachmentsCommand(parameters));
    return { items: output.TransitGatewayVpcAttachments, nextToken: output.NextToken };
  },
  fromEc2: (attachment) => ({
    transitGatewayAttachmentId: attachment.TransitGatewayAttachmentId ?? '',
    transitGatewayId: attachment.TransitGatewayId,
    vpcId: attachment.VpcId,
    state: attachment.State,
  }),
  idOf: ({ transitGatewayAttachmentId }) => transitGatewayAttachmentId,
};
