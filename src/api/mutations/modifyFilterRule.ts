/** `modifyTrafficMirrorFilterRule`. EC2 requires the protocol with a port range, so it is read if the input has none. */
import * as z from 'zod';
import { modifyTrafficMirrorFilterRule } from '../../ec2/changes/filterRules.ts';
import {
  type RuleChange,
  type RuleField,
  ruleFields,
  ruleProperties,
  type TrafficMirrorFilterRuleRecord,
} from '../../ec2/filterRules.ts';
import type { ModifyTrafficMirrorFilterRuleInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { conflicts, foreseen } from './changes.ts';
import { named } from './fields.ts';
import { portsWithoutProtocol, ruleFieldSchemas, sameIpVersion } from './filterRules.ts';
import { checkInput, notFound, type Origin, originOf } from './inputs.ts';
import { type Modification, modifyOne } from './modification.ts';
import { ruleSubject } from './subjects.ts';

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

/** Checks the input of `modifyTrafficMirrorFilterRule`. */
export function ruleModification(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorFilterRuleInput>,
) {
  const checked = checkInput(context, origin, {
    schema,
    subject: ['trafficMirrorFilterRuleId', 'TrafficMirrorFilterRule'],
    resets: { properties: ruleProperties, resettable: ruleFields },
    crossChecks: function* (given) {
      yield* sameIpVersion(given);
      yield* conflicts(given, ruleProperties, ruleFields);
    },
  });
  if ('userErrors' in checked) return checked;
  const { scope, value: change } = checked;
  return {
    action: 'ModifyTrafficMirrorFilterRule',
    subject: { ...ruleSubject, scope, id: change.trafficMirrorFilterRuleId },
    properties: ruleProperties,
    needsCurrent: lacksProtocol(change),
    complete: (before) => withProtocol(change, before),
    send: (change, options) => modifyTrafficMirrorFilterRule(scope, change, options),
    foresee: (before, change) => foreseen(before, change, ruleProperties, ruleFields),
  } satisfies Modification<(typeof ruleProperties)[number], TrafficMirrorFilterRuleRecord, RuleChange>;
}

/** @param wantsChanges whether the query selects `changes`, which costs one read. */
export async function modifyFilterRule(
  context: GatewayContext,
  input: ModifyTrafficMirrorFilterRuleInput,
  wantsChanges: boolean,
) {
  const origin = originOf(input);
  const modification = ruleModification(context, origin);
  const { value, ...result } = await modifyOne(context, origin, modification, wantsChanges);
  return { ...result, trafficMirrorFilterRule: value };
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
