/** Creates and deletes filter rules. */
import * as z from 'zod';
import {
  createTrafficMirrorFilterRule,
  deleteTrafficMirrorFilterRule,
} from '../../ec2/changes/filterRules.ts';
import type { TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type {
  CreateTrafficMirrorFilterRuleInput,
  DeleteTrafficMirrorFilterRuleInput,
} from '../../generated/types.ts';
import { ruleRanges } from '../../mirroring/ranges.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { type Creation, createOne } from './creation.ts';
import { type Deletion, deleteOne } from './deletion.ts';
import { cidrBlock, idempotencyKey, integer, ipVersion, named, portRange, tags, text } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';
import { ruleSubject } from './subjects.ts';

/** The fields that a rule is created and modified with. EC2 documents no maximum for the rule number. */
export const ruleFieldSchemas = {
  trafficDirection: z.enum(['ingress', 'egress']),
  ruleNumber: integer(ruleRanges.ruleNumber),
  ruleAction: z.enum(['accept', 'reject']),
  destinationCidrBlock: cidrBlock,
  sourceCidrBlock: cidrBlock,
  destinationPortRange: portRange.optional(),
  sourcePortRange: portRange.optional(),
  protocol: integer(ruleRanges.protocol).optional(),
  description: text.optional(),
};

const schema = z.object({
  ...ruleFieldSchemas,
  trafficMirrorFilterId: named('TrafficMirrorFilter'),
  tags: tags.default([]),
  idempotencyKey: idempotencyKey.optional(),
});

type NewRule = z.output<typeof schema>;

export const ruleCreation: Creation<
  CreateTrafficMirrorFilterRuleInput,
  NewRule,
  TrafficMirrorFilterRuleRecord
> = {
  action: 'CreateTrafficMirrorFilterRule',
  check: (context, origin) =>
    checkInput(context, origin, {
      schema,
      subject: ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
      crossChecks: function* (given) {
        yield* sameIpVersion(given);
        if (given.protocol === undefined) yield* portsWithoutProtocol(given);
      },
    }),
  // A filter is not deleted with a rule that its version did not have.
  partOf: (rule) => rule.trafficMirrorFilterId,
  create: createTrafficMirrorFilterRule,
};

export async function createFilterRule(context: GatewayContext, input: CreateTrafficMirrorFilterRuleInput) {
  const { value, ...result } = await createOne(context, originOf(input), ruleCreation);
  return { ...result, trafficMirrorFilterRule: value };
}

type Blocks = { readonly [Field in 'sourceCidrBlock' | 'destinationCidrBlock']?: string | null | undefined };

/** EC2 requires both CIDR blocks to have the same IP version (EC2 API reference, ModifyTrafficMirrorFilterRule). */
export function* sameIpVersion({ sourceCidrBlock, destinationCidrBlock }: Blocks): Generator<Problem> {
  const source = ipVersion(sourceCidrBlock ?? '');
  const destination = ipVersion(destinationCidrBlock ?? '');
  if (source === undefined || destination === undefined || source === destination) return;
  const message = `sourceCidrBlock is IPv${source} and destinationCidrBlock is IPv${destination}; both must have the same IP version`;
  yield { code: 'INVALID_INPUT', field: ['sourceCidrBlock'], message };
}

type Ports = { readonly [Field in 'sourcePortRange' | 'destinationPortRange']?: unknown };

/** EC2 refuses a port range without a protocol in the same request (terraform-provider-aws, filter rule). */
export function* portsWithoutProtocol(given: Ports): Generator<Problem> {
  for (const field of ['destinationPortRange', 'sourcePortRange'] as const) {
    if (given[field] === undefined) continue;
    const message = `${field} needs a protocol that has ports, for example 6 (TCP) or 17 (UDP)`;
    yield { code: 'INVALID_INPUT', field: [field], message };
  }
}

export const ruleDeletion = {
  action: 'DeleteTrafficMirrorFilterRule',
  of: ruleSubject,
  remove: deleteTrafficMirrorFilterRule,
} satisfies Deletion<'trafficMirrorFilterRuleId', TrafficMirrorFilterRuleRecord>;

export async function deleteFilterRule(context: GatewayContext, input: DeleteTrafficMirrorFilterRuleInput) {
  const { value, ...result } = await deleteOne(context, originOf(input), ruleDeletion);
  return { ...result, deletedTrafficMirrorFilterRuleId: value };
}
