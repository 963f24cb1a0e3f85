/** CreateTrafficMirrorFilter, ModifyTrafficMirrorFilterNetworkServices and DeleteTrafficMirrorFilter. */

import {
  DeleteTrafficMirrorFilterCommand,
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorFiltersCommand,
  ModifyTrafficMirrorFilterNetworkServicesCommand,
  type TrafficMirrorNetworkService,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, startEmulatorSetup } from '../support/emulatorSetup.ts';

let setup: EmulatorSetup;
beforeEach(async () => {
  setup = await startEmulatorSetup();
});

const unknown = 'tmf-0ffffffffffffffff';
const remove = (TrafficMirrorFilterId: string) =>
  setup.ec2.send(new DeleteTrafficMirrorFilterCommand({ TrafficMirrorFilterId }));
const described = (id: string) =>
  setup.ec2.send(new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [id] }));

describe('CreateTrafficMirrorFilter', () => {
  test('serialization: empty sets are present, and a description that was not given is absent', async () => {
    const filter = await setup.filter();
    expect(filter).toEqual({
      TrafficMirrorFilterId: expect.stringMatching(/^tmf-[0-9a-f]{17}$/),
      IngressFilterRules: [],
      EgressFilterRules: [],
      NetworkServices: [],
      Tags: [],
    });
    expect((await described(filter.TrafficMirrorFilterId)).TrafficMirrorFilters).toEqual([filter]);
  });

  test('serialization: description and tags are returned, even an empty description', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    const TagSpecifications = [{ ResourceType: 'traffic-mirror-filter' as const, Tags }];
    expect(await setup.filter({ Description: 'desc', TagSpecifications })).toMatchObject({
      Description: 'desc',
      Tags,
    });
    expect(await setup.filter({ Description: '' })).toMatchObject({ Description: '' });
  });

  test('validation: tags for another resource type are rejected, and a dry run is answered', async () => {
    const TagSpecifications = [
      { ResourceType: 'traffic-mirror-target' as const, Tags: [{ Key: 'k', Value: 'v' }] },
    ];
    expect(await refusal(setup.filter({ TagSpecifications }))).toEqual({
      code: 'InvalidParameterValue',
      status: 400,
      message: "'traffic-mirror-target' is not a valid taggable resource type for this operation.",
    });
    expect(await refusal(setup.filter({ DryRun: true }))).toMatchObject({
      code: 'DryRunOperation',
      status: 412,
    });
  });

  test('validation: 51 tags are rejected, as are two lists of tags', async () => {
    const ResourceType = 'traffic-mirror-filter' as const;
    const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const many = setup.filter({ TagSpecifications: [{ ResourceType, Tags }] });
    expect(await refusal(many)).toMatchObject({ code: 'TagLimitExceeded' });
    const twice = Tags.slice(0, 2).map((tag) => ({ ResourceType, Tags: [tag] }));
    expect(await refusal(setup.filter({ TagSpecifications: twice }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: "Duplicate resource type 'traffic-mirror-filter' specified.",
    });
  });

  test('behaviour: a repeated token returns the same filter, even after its deletion', async () => {
    const ClientToken = `filter-${Date.now()}`;
    const first = await setup.filter({ ClientToken });
    expect(await setup.filter({ ClientToken })).toEqual(first);
    await remove(first.TrafficMirrorFilterId);
    expect(await setup.filter({ ClientToken })).toEqual(first);
    expect(await refusal(described(first.TrafficMirrorFilterId))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
  });
});

describe('ModifyTrafficMirrorFilterNetworkServices', () => {
  const dns: TrafficMirrorNetworkService[] = ['amazon-dns'];
  const modify = async (
    id: string,
    changes: {
      AddNetworkServices?: TrafficMirrorNetworkService[];
      RemoveNetworkServices?: TrafficMirrorNetworkService[];
    },
  ) => {
    const command = new ModifyTrafficMirrorFilterNetworkServicesCommand({
      TrafficMirrorFilterId: id,
      ...changes,
    });
    return (await setup.ec2.send(command)).TrafficMirrorFilter;
  };

  test('serialization: returns the whole filter', async () => {
    const filter = await setup.filter({ Description: 'd' });
    expect(await modify(filter.TrafficMirrorFilterId, { AddNetworkServices: dns })).toEqual({
      ...filter,
      NetworkServices: ['amazon-dns'],
    });
  });

  test('validation: an unknown service or filter, or a service both added and removed, is rejected', async () => {
    const { TrafficMirrorFilterId: id } = await setup.filter();
    const odd = ['amazon-ntp' as TrafficMirrorNetworkService];
    expect(await refusal(modify(id, { AddNetworkServices: odd }))).toMatchObject({
      code: 'InvalidParameterValue',
    });
    expect(await refusal(modify(unknown, {}))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
    const both = { AddNetworkServices: dns, RemoveNetworkServices: dns };
    expect(await refusal(modify(id, both))).toMatchObject({ code: 'InvalidParameterCombination' });
  });

  test('behaviour: adding and removing a service is idempotent', async () => {
    const { TrafficMirrorFilterId: id } = await setup.filter();
    const on = { AddNetworkServices: dns };
    const off = { RemoveNetworkServices: dns };
    const seen: unknown[] = [];
    for (const change of [on, on, off, off, on, {}]) seen.push((await modify(id, change))?.NetworkServices);
    expect(seen).toEqual([dns, dns, [], [], dns, dns]);
  });
});

describe('DeleteTrafficMirrorFilter', () => {
  test('serialization: returns the id', async () => {
    const { TrafficMirrorFilterId } = await setup.filter();
    expect(await remove(TrafficMirrorFilterId)).toEqual({
      $metadata: expect.anything(),
      TrafficMirrorFilterId,
    });
  });

  test('validation: an unknown filter is not found', async () => {
    expect(await refusal(remove(unknown))).toMatchObject({ code: 'InvalidTrafficMirrorFilterId.NotFound' });
  });

  test('behaviour: a filter that a session uses cannot be deleted', async () => {
    const { TrafficMirrorFilterId } = await setup.filter();
    await setup.session({ TrafficMirrorFilterId });
    expect(await refusal(remove(TrafficMirrorFilterId))).toMatchObject({
      code: 'TrafficMirrorFilterInUse',
      status: 400,
    });
  });

  test('behaviour: its rules are deleted too', async () => {
    const { TrafficMirrorFilterId } = await setup.filter();
    const { TrafficMirrorFilterRuleId } = await setup.rule(TrafficMirrorFilterId);
    await remove(TrafficMirrorFilterId);
    const command = new DescribeTrafficMirrorFilterRulesCommand({
      TrafficMirrorFilterRuleIds: [TrafficMirrorFilterRuleId],
    });
    expect(await refusal(setup.ec2.send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterRuleId.NotFound',
    });
  });
});
