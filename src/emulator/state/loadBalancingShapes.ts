/** What the records of Elastic Load Balancing look like in the state file; `shapes.ts` compares them with the records. */
import * as z from 'zod';
import { row } from './networkShapes.ts';

const text = z.string();
const attributes = z.array(z.strictObject({ key: text, value: text }));

const registration = z.strictObject({
  targetId: text,
  port: z.int(),
  health: z
    .enum(['initial', 'healthy', 'unhealthy', 'unhealthy.draining', 'draining', 'unavailable'])
    .optional(),
});

export const loadBalancingShapes = {
  loadBalancers: z.strictObject({
    ...row,
    scheme: z.enum(['internal', 'internet-facing']),
    vpcId: text,
    subnetIds: z.array(text),
    groupIds: z.array(text),
    ipAddressType: z.enum(['ipv4', 'dualstack', 'dualstack-without-public-ipv4']),
    state: z.enum(['active', 'provisioning', 'active_impaired', 'failed']),
    createdTime: text,
    attributes,
  }),
  targetGroups: z.strictObject({
    ...row,
    vpcId: text,
    protocol: text,
    port: z.int(),
    targetType: z.enum(['instance', 'ip']),
    healthCheckProtocol: text,
    healthCheckPort: z.int().optional(),
    healthCheckPath: text.optional(),
    attributes,
    registrations: z.array(registration),
  }),
  listeners: z.strictObject({
    ...row,
    protocol: text.optional(),
    port: z.int().optional(),
    targetGroupArns: z.array(text),
  }),
};
