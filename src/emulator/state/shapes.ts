/** What the records of every table look like in the state file. A shape that accepts more or less than its record in `records.ts` does not compile. */
import * as z from 'zod';
import { loadBalancingShapes } from './loadBalancingShapes.ts';
import { networkShapes, row } from './networkShapes.ts';
import type { TableName, Tables } from './world.ts';

type RowOf<Name extends TableName> = ReturnType<Tables[Name]['list']>[number];
type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;
/** Whether two types are the same. Types that can be assigned to each other need not be: one may lack an optional field. */
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** The shape, if it accepts exactly the values of R. */
type Exactly<R, Shape extends z.ZodType> =
  IsSame<Writable<z.infer<Shape>>, Writable<R>> extends true ? Shape : never;

const text = z.string();
const wholeNumber = z.int();

const portRange = z.strictObject({ fromPort: wholeNumber.optional(), toPort: wholeNumber.optional() });

const drawn = {
  ...networkShapes,
  ...loadBalancingShapes,
  filters: z.strictObject({ ...row, networkServices: z.array(text), description: text.optional() }),
  filterRules: z.strictObject({
    ...row,
    trafficMirrorFilterId: text,
    trafficDirection: z.enum(['ingress', 'egress']),
    ruleNumber: wholeNumber,
    ruleAction: z.enum(['accept', 'reject']),
    protocol: wholeNumber.optional(),
    destinationPortRange: portRange.optional(),
    sourcePortRange: portRange.optional(),
    destinationCidrBlock: text,
    sourceCidrBlock: text,
    description: text.optional(),
  }),
  targets: z.strictObject({
    ...row,
    type: z.enum(['network-interface', 'network-load-balancer', 'gateway-load-balancer-endpoint']),
    networkInterfaceId: text.optional(),
    networkLoadBalancerArn: text.optional(),
    gatewayLoadBalancerEndpointId: text.optional(),
    ownerId: text,
    description: text.optional(),
  }),
  sessions: z.strictObject({
    ...row,
    trafficMirrorTargetId: text,
    trafficMirrorFilterId: text,
    networkInterfaceId: text,
    ownerId: text,
    packetLength: wholeNumber.optional(),
    sessionNumber: wholeNumber,
    virtualNetworkId: wholeNumber,
    description: text.optional(),
  }),
} satisfies Record<TableName, z.ZodType>;

export const shapes: { readonly [Name in TableName]: Exactly<RowOf<Name>, (typeof drawn)[Name]> } = drawn;
