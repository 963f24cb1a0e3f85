/** `modifyTrafficMirrorFilterRule`. EC2 requires the protocol with a port range, so it is read if the input has none. */
import * as z from 'zod';
import { modifyTrafficMirrorFilterRule } from '../../ec2/changes/filterRules.ts';
import {
  filterRuleKind,
  type RuleChange,
  type RuleField,
  ruleFields,
  ruleProperties,
  type TrafficMirrorFilterRuleRecord,
} from '../../ec2/filterRules.ts';
import type { ResolversTypes } from '../../generated/resolvers.ts';
import type { ModifyTrafficMirrorFilterRuleInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { ruleVersion } from '../versions.ts';
import { conflicts, foreseen } from './changes.ts';
import { named } from './fields.ts';
import { portsWithoutProtocol, ruleFieldSchemas, sameIpVersion } from './filterRules.ts';
import { checkInput, notFound, originOf } from './inputs.ts';
import { modifyOne } from './modification.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorFilterRulePayload']>;

const schema = z
  .object(ruleFieldSchemas)
  .partial()
  .extend({
    trafficMirrorFilterRuleId: named('TrafficMirrorFilterRule'),
    removeFields: z.array(z.custom<RuleField>()).optional(),
  })
  .transform(
    ({ trafficMirrorFilterRuleId, removeFields, ...set }): RuleChange => ({
      trafficMirrorFilterRuleId,
      set,
      removeFields: [...new Set(removeFields)],
    }),
  );

/** @param wantsChanges whether the query selects `changes`, which costs one read. */
export async function modifyFilterRule(
  context: GatewayContext,
  input: ModifyTrafficMirrorFilterRuleInput,
  wantsChanges: boolean,
): Promise<Payload> {
  const origin = originOf(input);
  const checked = checkInput(context, origin, {
    schema,
    subject: ['trafficMirrorFilterRuleId', 'TrafficMirrorFilterRule'],
    crossChecks: function* (given) {
      yield* sameIpVersion(given);
      yield* conflicts(given, ruleProperties, ruleFields);
    },
  });
  if ('userErrors' in checked) return checked;
  const { scope, value: change, warnings } = checked;
  const id = change.trafficMirrorFilterRuleId;
  const subject = {
    scope,
    id,
    field: 'trafficMirrorFilterRuleId',
    kind: filterRuleKind,
    versionOf: ruleVersion,
    noun: 'rule',
  };
  const { value, ...result } = await modifyOne(context, origin, subject, {
    properties: ruleProperties,
    wantsChanges,
    needsCurrent: lacksProtocol(change) || typeof input.ifVersion === 'string',
    complete: (before) => withProtocol(change, before),
    send: (change, options) => modifyTrafficMirrorFilterRule(scope, change, options),
    foresee: (before: TrafficMirrorFilterRuleRecord, change) =>
      foreseen(before, change, ruleProperties, ruleFields),
  });
  return { ...result, trafficMirrorFilterRule: value, warnings };
}

/** EC2 refuses a change of a port range without a protocol in the same request, even if the rule already has a protocol. */
function lacksProtocol({ set, removeFields }: RuleChange): boolean {
  const touchesPorts = set.destinationPortRange !== undefined || set.sourcePortRange !== undefined;
  return touchesPorts && set.protocol === undefined && !removeFields.includes('protocol');
}

/** Adds the rule's current protocol to the change. */
function withProtocol(
  change: RuleChange,
  before: TrafficMirrorFilterRuleRecord | null | undefined,
): RuleChange | Problem {
  if (!lacksProtocol(change)) return change;
  const { set, trafficMirrorFilterRuleId: id } = change;
  if (before === null) return notFound('trafficMirrorFilterRuleId', id);
  if (before?.protocol !== undefined) return { ...change, set: { ...set, protocol: before.protocol } };
  const [problem] = portsWithoutProtocol(set);
  return problem ?? change;
}
