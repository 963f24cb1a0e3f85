/** `modifyTrafficMirrorFilterRule`: check, complete with what EC2 wants along, ask EC2, report. */
import * as z from 'zod';
import {
  modifyTrafficMirrorFilterRule,
  type RuleChange,
  type RuleField,
  type RuleProperties,
  ruleFields,
  type TrafficMirrorFilterRuleRecord,
} from '../../ec2/filterRules.ts';
import type { ModifyTrafficMirrorFilterRuleInput, ResolversTypes } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import { changesBetween, conflicts, foreseen } from './changes.ts';
import { named } from './fields.ts';
import { portsWithoutProtocol, ruleFieldSchemas, sameIpVersion } from './filterRules.ts';
import { checkInput, type Finding, notFound, originOf, problem } from './inputs.ts';
import { report } from './payload.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorFilterRulePayload']>;

const properties = [
  'trafficDirection',
  'ruleNumber',
  'ruleAction',
  'protocol',
  'destinationPortRange',
  'sourcePortRange',
  'destinationCidrBlock',
  'sourceCidrBlock',
  'description',
] as const satisfies readonly (keyof RuleProperties)[];

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

/** @param wantsChanges whether the answer shows `changes`, which costs one read. */
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
      yield* conflicts(given, properties, ruleFields);
    },
  });
  if ('userErrors' in checked) return checked;
  const { scope, value: asked, warnings } = checked;
  const id = asked.trafficMirrorFilterRuleId;
  const { filterRules } = context.loaders(scope);
  return context.mutex.run(id, context.signal, async () => {
    const read = () => filterRules.load(id);
    const before = lacksProtocol(asked)
      ? await read()
      : wantsChanges
        ? await read().catch(() => undefined)
        : undefined;
    const change = withProtocol(asked, before);
    const findings = lacksProtocol(change) ? [...missingProtocol(input, before)] : [];
    if (findings.length > 0) {
      return { warnings, userErrors: findings.map((finding) => problem(origin.path, finding)) };
    }
    // EC2's dry run is not known to look whether the rule exists.
    if (before === null && input.dryRun) {
      const missing = notFound('trafficMirrorFilterRuleId', id);
      return { warnings, userErrors: [problem(origin.path, missing)] };
    }
    const options = { dryRun: input.dryRun ?? false, recorder: context.audit };
    const outcome = await modifyTrafficMirrorFilterRule(scope, change, options);
    const { value, ...rest } = report(outcome, origin);
    const after = value ?? (rest.dryRun && before && foreseen(before, change, properties, ruleFields));
    const changes = before && after ? changesBetween(before, after, properties) : null;
    return { ...rest, trafficMirrorFilterRule: value, warnings, changes };
  });
}

/** EC2 refuses a change of a port range unless the protocol is in the same request, though the rule has one already. */
function lacksProtocol({ set, removeFields }: RuleChange): boolean {
  const touchesPorts = set.destinationPortRange !== undefined || set.sourcePortRange !== undefined;
  return touchesPorts && set.protocol === undefined && !removeFields.includes('protocol');
}

function withProtocol(
  change: RuleChange,
  before: TrafficMirrorFilterRuleRecord | null | undefined,
): RuleChange {
  if (!lacksProtocol(change) || before?.protocol === undefined) return change;
  return { ...change, set: { ...change.set, protocol: before.protocol } };
}

function missingProtocol(
  input: ModifyTrafficMirrorFilterRuleInput,
  before: TrafficMirrorFilterRuleRecord | null | undefined,
): Iterable<Finding> {
  if (before !== null) return portsWithoutProtocol(input);
  return [notFound('trafficMirrorFilterRuleId', input.trafficMirrorFilterRuleId)];
}
