/** What a network description may say: estates, each with a network and its mirroring. */
import * as z from 'zod';
import { idKinds } from '../../ids.ts';
import * as field from './fields.ts';
import { loadBalancingShape } from './loadBalancingShape.ts';
import { networkShape, region } from './networkShape.ts';

const { targets, filters, filterRules, sessions, networkInterfaces, vpcEndpoints } = idKinds;
const text = field.description.optional();
const portRange = z.strictObject({ fromPort: field.port.optional(), toPort: field.port.optional() });

const rule = z.strictObject({
  id: field.id(filterRules).optional(),
  trafficDirection: field.direction,
  ruleNumber: z.int().min(1).max(32_766),
  ruleAction: z.enum(['accept', 'reject']),
  protocol: z.int().min(0).max(255).optional(),
  destinationPortRange: portRange.optional(),
  sourcePortRange: portRange.optional(),
  destinationCidrBlock: field.block.default('0.0.0.0/0'),
  sourceCidrBlock: field.block.default('0.0.0.0/0'),
  description: text,
  tags: field.tags,
});

const target = z
  .strictObject({
    id: field.id(targets),
    networkInterfaceId: field.id(networkInterfaces).optional(),
    networkLoadBalancerArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:elasticloadbalancing:/, 'must be the ARN of a load balancer')
      .optional(),
    gatewayLoadBalancerEndpointId: field.id(vpcEndpoints).optional(),
    description: text,
    sharedWith: z.array(field.accountId).default([]),
    tags: field.tags,
  })
  .refine(
    (one) =>
      [one.networkInterfaceId, one.networkLoadBalancerArn, one.gatewayLoadBalancerEndpointId].filter(
        (id) => id !== undefined,
      ).length === 1,
    'must have one of networkInterfaceId, networkLoadBalancerArn and gatewayLoadBalancerEndpointId',
  );

const estate = z.strictObject({
  accountId: field.accountId.optional(),
  region: region.optional(),
  ...networkShape,
  ...loadBalancingShape,
  filters: z
    .array(
      z.strictObject({
        id: field.id(filters),
        networkServices: z.array(z.enum(['amazon-dns'])).default([]),
        description: text,
        rules: z.array(rule).default([]),
        tags: field.tags,
      }),
    )
    .default([]),
  targets: z.array(target).default([]),
  sessions: z
    .array(
      z.strictObject({
        id: field.id(sessions),
        networkInterfaceId: field.id(networkInterfaces),
        trafficMirrorTargetId: field.id(targets),
        trafficMirrorFilterId: field.id(filters),
        sessionNumber: z.int().min(1).max(32_766),
        virtualNetworkId: z.int().min(0).max(16_777_215),
        packetLength: z.int().min(1).optional(),
        description: text,
        tags: field.tags,
      }),
    )
    .default([]),
});

/** `deleted`: ids of what does not exist any more, although something refers to it. */
export const networkDescription = z.strictObject({
  estates: z.array(estate).min(1),
  deleted: z.array(z.string()).default([]),
});

/** A description as it is written, with the optional fields left out. */
export type WrittenDescription = z.input<typeof networkDescription>;
export type NetworkDescription = z.infer<typeof networkDescription>;
export type DescribedEstate = NetworkDescription['estates'][number];
