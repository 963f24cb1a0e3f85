/** What a network description may say of load balancing. `docs/emulator.md` explains it. */
import * as z from 'zod';
import { idKinds } from '../../ids.ts';
import { type ArnKind, arnKinds, typeOf } from '../../loadBalancing/arns.ts';
import * as field from './fields.ts';

/** What it names must exist, which `references.ts` checks. */
const arn = ({ noun, pattern }: ArnKind) =>
  z.string().regex(pattern, `must be the ARN of a ${noun} of version 2`);

/** As with tags, an object of texts. */
const attributes = z
  .record(z.string().min(1).max(256), z.string().max(1024))
  .default({})
  .transform((given) => Object.entries(given).map(([key, value]) => ({ key, value })));

const of = <Shape extends z.core.$ZodLooseShape>(kind: ArnKind, shape: Shape) =>
  z.strictObject({ id: arn(kind), ...shape, tags: field.tags });

const port = z.int().min(1).max(65_535);

const registration = z.strictObject({
  targetId: z.union([field.id(idKinds.instances), z.ipv4()], {
    error: 'must be the id of an instance or an IPv4 address',
  }),
  port: port.optional(),
  health: z
    .enum(['initial', 'healthy', 'unhealthy', 'unhealthy.draining', 'draining', 'unavailable'])
    .optional(),
});

const targetGroup = of(arnKinds.targetGroups, {
  vpcId: field.id(idKinds.vpcs),
  protocol: z.enum([
    ...(['TCP', 'UDP', 'TCP_UDP', 'TLS', 'QUIC', 'TCP_QUIC'] as const),
    ...(['HTTP', 'HTTPS', 'GENEVE'] as const),
  ]),
  port,
  targetType: z.enum(['instance', 'ip']).default('instance'),
  healthCheckProtocol: z.enum(['TCP', 'HTTP', 'HTTPS']).optional(),
  healthCheckPort: port.optional(),
  healthCheckPath: z.string().min(1).max(1024).optional(),
  attributes,
  registrations: z.array(registration).default([]),
}).refine(
  ({ targetType, registrations }) =>
    registrations.every(({ targetId }) => targetId.startsWith('i-') === (targetType === 'instance')),
  'must have instances or addresses registered, as its targetType says',
);

const listener = of(arnKinds.listeners, {
  protocol: z.enum(['TCP', 'UDP', 'TCP_UDP', 'TLS', 'QUIC', 'TCP_QUIC', 'HTTP', 'HTTPS']).optional(),
  port: port.optional(),
  targetGroupArns: z.array(arn(arnKinds.targetGroups)).min(1),
}).refine(
  ({ id, ...given }) =>
    [given.protocol, given.port].every((one) => (one === undefined) === (typeOf(id) === 'gateway')),
  'must have protocol and port, but at a Gateway Load Balancer neither',
);

export const loadBalancingShape = {
  loadBalancers: z
    .array(
      of(arnKinds.loadBalancers, {
        subnetIds: z.array(field.id(idKinds.subnets)).min(1),
        scheme: z.enum(['internal', 'internet-facing']).default('internal'),
        groupIds: field.ids(idKinds.securityGroups),
        ipAddressType: z.enum(['ipv4', 'dualstack', 'dualstack-without-public-ipv4']).default('ipv4'),
        state: z.enum(['active', 'provisioning', 'active_impaired', 'failed']).default('active'),
        createdTime: field.time.default('2026-03-02T08:10:00.000Z'),
        attributes,
      }),
    )
    .default([]),
  targetGroups: z.array(targetGroup).default([]),
  listeners: z.array(listener).default([]),
};
