/** CreateTrafficMirrorFilterRule, ModifyTrafficMirrorFilterRule and DeleteTrafficMirrorFilterRule. */

import {
  type CreateTrafficMirrorFilterRuleCommandInput,
  DeleteTrafficMirrorFilterRuleCommand,
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorFiltersCommand,
  ModifyTrafficMirrorFilterRuleCommand,
  type ModifyTrafficMirrorFilterRuleCommandInput,
  type TrafficMirrorFilterRule,
  type TrafficMirrorFilterRuleField,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, startEmulatorSetup } from '../support/emulatorSetup.ts';

let setup: EmulatorSetup;
let filterId: string;
beforeEach(async () => {
  setup = await startEmulatorSetup();
  filterId = (await setup.filter()).TrafficMirrorFilterId;
});

const unknown = 'tmfr-0ffffffffffffffff';
const ports = (FromPort: number, ToPort: number) => ({ FromPort, ToPort });
const full = {
  TrafficDirection: 'egress',
  RuleNumber: 10,
  RuleAction: 'reject',
  Protocol: 6,
  DestinationPortRange: ports(22, 53),
  SourcePortRange: ports(0, 65_535),
  DestinationCidrBlock: '::/0',
  SourceCidrBlock: '2001:db8::/32',
  Description: 'd',
} as const;

async function modify(
  id: string,
  changes: Omit<ModifyTrafficMirrorFilterRuleCommandInput, 'TrafficMirrorFilterRuleId'>,
) {
  const command = new ModifyTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId: id, ...changes });
  return (await setup.ec2.send(command)).TrafficMirrorFilterRule;
}
async function described(id: string) {
  const command = new DescribeTrafficMirrorFilterRulesCommand({ TrafficMirrorFilterRuleIds: [id] });
  return (await setup.ec2.send(command)).TrafficMirrorFilterRules?.[0];
}
async function filterSets() {
  const command = new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [filterId] });
  const [filter] = (await setup.ec2.send(command)).TrafficMirrorFilters ?? [];
  const ids = (rules: TrafficMirrorFilterRule[] = []) => rules.map((rule) => rule.TrafficMirrorFilterRuleId);
  return { ingress: ids(filter?.IngressFilterRules), egress: ids(filter?.EgressFilterRules) };
}

describe('CreateTrafficMirrorFilterRule: serialization', () => {
  test('a minimal rule has no protocol, ports or description', async () => {
    expect(await setup.rule(filterId)).toEqual({
      TrafficMirrorFilterRuleId: expect.stringMatching(/^tmfr-[0-9a-f]{17}$/),
      TrafficMirrorFilterId: filterId,
      TrafficDirection: 'ingress',
      RuleNumber: 100,
      RuleAction: 'accept',
      DestinationCidrBlock: '0.0.0.0/0',
      SourceCidrBlock: '0.0.0.0/0',
      Tags: [],
    });
  });

  test('every field of a full rule is returned and stored, in its filter too', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    const rule = await setup.rule(filterId, {
      ...full,
      TagSpecifications: [{ ResourceType: 'traffic-mirror-filter-rule', Tags }],
    });
    expect(rule).toMatchObject({ ...full, Tags });
    expect(await described(rule.TrafficMirrorFilterRuleId)).toEqual(rule);
    expect(await filterSets()).toEqual({ ingress: [], egress: [rule.TrafficMirrorFilterRuleId] });
  });
});

describe('CreateTrafficMirrorFilterRule: validation', () => {
  test.each<[string, Partial<CreateTrafficMirrorFilterRuleCommandInput>, string]>([
    ['an unknown direction', { TrafficDirection: 'sideways' as 'ingress' }, 'InvalidParameterValue'],
    ['an unknown action', { RuleAction: 'drop' as 'reject' }, 'InvalidParameterValue'],
    ['no direction', { TrafficDirection: undefined }, 'MissingParameter'],
    ['no rule number', { RuleNumber: undefined }, 'MissingParameter'],
    ['rule number 0', { RuleNumber: 0 }, 'InvalidParameterValue'],
    ['no source CIDR', { SourceCidrBlock: undefined }, 'MissingParameter'],
    ['a CIDR without a prefix length', { SourceCidrBlock: '10.0.0.0' }, 'InvalidParameterValue'],
    ['a CIDR with too long a prefix', { SourceCidrBlock: '10.0.0.0/33' }, 'InvalidParameterValue'],
    ['two IP families', { SourceCidrBlock: '::/0' }, 'InvalidParameterValue'],
    ['protocol 256', { Protocol: 256 }, 'InvalidParameterValue'],
    ['ports without a protocol', { DestinationPortRange: ports(1, 2) }, 'InvalidParameterCombination'],
    ['ports of ICMP', { Protocol: 1, SourcePortRange: ports(1, 2) }, 'InvalidParameterCombination'],
    ['port 65536', { Protocol: 6, SourcePortRange: ports(1, 65_536) }, 'InvalidParameterValue'],
    ['ports in the wrong order', { Protocol: 17, SourcePortRange: ports(2, 1) }, 'InvalidParameterValue'],
    ['half a port range', { Protocol: 17, SourcePortRange: { FromPort: 1 } }, 'MissingParameter'],
    [
      'an unknown filter',
      { TrafficMirrorFilterId: 'tmf-0ffffffffffffffff' },
      'InvalidTrafficMirrorFilterId.NotFound',
    ],
  ])('%s is rejected', async (_name, input, code) => {
    expect(await refusal(setup.rule(filterId, input))).toMatchObject({ code, status: 400 });
    expect(await filterSets()).toEqual({ ingress: [], egress: [] });
    // A dry run checks the parameters as the call does, but looks up no id.
    const dryRun = code.endsWith('.NotFound')
      ? { code: 'DryRunOperation', status: 412 }
      : { code, status: 400 };
    expect(await refusal(setup.rule(filterId, { ...input, DryRun: true }))).toMatchObject(dryRun);
  });

  test('the message names an invalid CIDR block', async () => {
    expect(await refusal(setup.rule(filterId, { SourceCidrBlock: '10.0.0.0' }))).toMatchObject({
      message: 'Value (10.0.0.0) for parameter SourceCidrBlock is invalid. This is not a valid CIDR block.',
    });
  });

  test('rule numbers are unique per direction', async () => {
    await setup.rule(filterId, { RuleNumber: 1 });
    await setup.rule(filterId, { RuleNumber: 1, TrafficDirection: 'egress' });
    expect(await refusal(setup.rule(filterId, { RuleNumber: 1 }))).toMatchObject({
      code: 'TrafficMirrorFilterRuleAlreadyExists',
    });
  });

  test('the eleventh rule of a filter is rejected, whatever its direction', async () => {
    for (let RuleNumber = 1; RuleNumber <= 10; RuleNumber++) await setup.rule(filterId, { RuleNumber });
    expect(await refusal(setup.rule(filterId, { RuleNumber: 11, TrafficDirection: 'egress' }))).toMatchObject(
      {
        code: 'TrafficMirrorFilterRuleLimitExceeded',
      },
    );
  });
});

describe('ModifyTrafficMirrorFilterRule', () => {
  test.each<[string, Parameters<typeof modify>[1], string]>([
    ['ports of ICMP', { Protocol: 1, SourcePortRange: ports(1, 2) }, 'InvalidParameterCombination'],
    ['ports without a protocol', { DestinationPortRange: ports(1, 2) }, 'InvalidParameterCombination'],
    [
      'two IP families',
      { SourceCidrBlock: '::/0', DestinationCidrBlock: '10.0.0.0/8' },
      'InvalidParameterValue',
    ],
    ['ports in the wrong order', { Protocol: 6, SourcePortRange: ports(2, 1) }, 'InvalidParameterValue'],
  ])('validation: %s is rejected, by a dry run too', async (_name, changes, code) => {
    const { TrafficMirrorFilterRuleId: id } = await setup.rule(filterId);
    for (const DryRun of [false, true])
      expect(await refusal(modify(id, { ...changes, DryRun }))).toMatchObject({ code, status: 400 });
  });

  test('serialization: returns the whole rule, but without tags', async () => {
    const { TrafficMirrorFilterRuleId: id, Tags, ...rule } = await setup.rule(filterId);
    const changed = await modify(id, full);
    expect(Tags).toEqual([]);
    expect(changed).toEqual({ ...rule, ...full, TrafficMirrorFilterRuleId: id });
    expect(await described(id)).toEqual({ ...changed, Tags: [] });
  });

  test.each<[string, Parameters<typeof modify>[1], string]>([
    [
      'a port range without the protocol in the request',
      { SourcePortRange: ports(1, 2) },
      'InvalidParameterCombination',
    ],
    [
      'removing the protocol of a rule with ports',
      { RemoveFields: ['protocol'] },
      'InvalidParameterCombination',
    ],
    ['a protocol that has no ports for a rule with ports', { Protocol: 1 }, 'InvalidParameterCombination'],
    ['a CIDR of the other family', { SourceCidrBlock: '10.0.0.0/8' }, 'InvalidParameterValue'],
    [
      'a field both set and removed',
      { Description: 'x', RemoveFields: ['description'] },
      'InvalidParameterCombination',
    ],
    [
      'an unknown field',
      { RemoveFields: ['rule-number' as TrafficMirrorFilterRuleField] },
      'InvalidParameterValue',
    ],
  ])('validation: %s is rejected and changes nothing', async (_name, changes, code) => {
    const rule = await setup.rule(filterId, full);
    expect(await refusal(modify(rule.TrafficMirrorFilterRuleId, changes))).toMatchObject({
      code,
      status: 400,
    });
    expect(await described(rule.TrafficMirrorFilterRuleId)).toEqual(rule);
  });

  test('validation: an unknown rule is not found', async () => {
    expect(await refusal(modify(unknown, {}))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterRuleId.NotFound',
    });
  });

  test('behaviour: fields can be removed while others are set', async () => {
    const { TrafficMirrorFilterRuleId: id } = await setup.rule(filterId, full);
    const changed = await modify(id, {
      RuleNumber: 2,
      RuleAction: 'accept',
      RemoveFields: ['description', 'destination-port-range', 'protocol', 'source-port-range'],
    });
    expect(changed).toEqual({
      TrafficMirrorFilterRuleId: id,
      TrafficMirrorFilterId: filterId,
      TrafficDirection: 'egress',
      RuleNumber: 2,
      RuleAction: 'accept',
      DestinationCidrBlock: '::/0',
      SourceCidrBlock: '2001:db8::/32',
    });
  });

  test('behaviour: a new direction moves the rule to the other set', async () => {
    const { TrafficMirrorFilterRuleId: id } = await setup.rule(filterId);
    await modify(id, { TrafficDirection: 'egress' });
    expect(await filterSets()).toEqual({ ingress: [], egress: [id] });
  });

  test('behaviour: a new number or direction must not collide with another rule', async () => {
    const { TrafficMirrorFilterRuleId: id } = await setup.rule(filterId, { RuleNumber: 1 });
    await setup.rule(filterId, { RuleNumber: 2 });
    await setup.rule(filterId, { RuleNumber: 1, TrafficDirection: 'egress' });
    for (const changes of [{ RuleNumber: 2 }, { TrafficDirection: 'egress' as const }]) {
      expect(await refusal(modify(id, changes))).toMatchObject({
        code: 'TrafficMirrorFilterRuleAlreadyExists',
      });
    }
    expect(await modify(id, { RuleNumber: 1 })).toMatchObject({ RuleNumber: 1, TrafficDirection: 'ingress' });
  });
});

describe('DeleteTrafficMirrorFilterRule', () => {
  const remove = (TrafficMirrorFilterRuleId: string) =>
    setup.ec2.send(new DeleteTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId }));

  test('serialization: returns the id', async () => {
    const { TrafficMirrorFilterRuleId } = await setup.rule(filterId);
    expect(await remove(TrafficMirrorFilterRuleId)).toEqual({
      $metadata: expect.anything(),
      TrafficMirrorFilterRuleId,
    });
  });

  test('validation: an unknown rule is not found', async () => {
    expect(await refusal(remove(unknown))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterRuleId.NotFound',
    });
  });

  test('behaviour: a rule can be deleted while a session uses its filter', async () => {
    const { TrafficMirrorFilterRuleId } = await setup.rule(filterId);
    await setup.session({ TrafficMirrorFilterId: filterId });
    await remove(TrafficMirrorFilterRuleId);
    expect(await filterSets()).toEqual({ ingress: [], egress: [] });
  });
});
