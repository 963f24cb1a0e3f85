/**
 * Takes a whole estate through its life: create, list by every filter and page size, modify with every RemoveField, tag,
 * delete. Once through the SDK, and once through the AWS CLI, which joins pages.
 */
import * as sdk from '@aws-sdk/client-ec2';
import { beforeEach, expect, test } from '@jest/globals';
import { startForeignClient } from '../foreign/client.ts';
import { clients, testOf } from '../foreign/clients.ts';
import { type EmulatorSetup, onAws, startEmulatorSetup } from '../support/emulatorSetup.ts';

// Sixty commands take a minute, and the scenario of test/foreign/ has one of each kind.
const cli = { ...clients['the AWS CLI'], isSlowest: true } as const;
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

type Fields = Record<string, unknown>;
/** Calls an action with the API's own member names. Rejects with an Error whose message contains EC2's error code. */
type Call = (action: string, input: Fields) => Promise<Fields>;

const viaSdk =
  ({ ec2 }: EmulatorSetup): Call =>
  async (action, input) => {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: tests are not bundled, and actions are given by name
    const Command = sdk[`${action}Command` as 'DescribeTrafficMirrorSessionsCommand'];
    const { $metadata: _, ...output } = await ec2.send(new Command(input)).catch((error: Error) => {
      throw new Error(`${error.name}: ${error.message}`);
    });
    return output as Fields;
  };

/** Debian's CLI is older than tags of rules, which are added here, and than `DescribeTrafficMirrorFilterRules`. */
const viaCli = async ({ emulator }: EmulatorSetup): Promise<Call> => {
  const client = startForeignClient(await cli.command(), emulator.url, credentials);
  const ask: Call = async (action, input) => (await client.ask({ action, input })) as Fields;
  return async (action, input) => {
    if (action !== 'CreateTrafficMirrorFilterRule') return ask(action, input);
    const { TagSpecifications, ...others } = input as { TagSpecifications: { Tags: Fields[] }[] };
    const answer = await ask(action, others);
    const { TrafficMirrorFilterRuleId } = inner(answer, 'TrafficMirrorFilterRule');
    const Tags = TagSpecifications.flatMap((specification) => specification.Tags);
    await ask('CreateTags', { Resources: [TrafficMirrorFilterRuleId], Tags });
    return answer;
  };
};

let setup: EmulatorSetup;
beforeEach(async () => {
  // With a secret, so that the signatures of both clients are verified.
  setup = await startEmulatorSetup({
    accounts: { [credentials.accessKeyId]: { ...credentials, accountId: '123456789012' } },
  });
});

const idsIn = (rows: unknown, name: string) => (rows as Fields[]).map((row) => String(row[name]));
const inner = (answer: Fields, name: string) => answer[name] as Fields;

/** Creates one of each kind, and three sessions. */
async function createEstate(call: Call) {
  const tags = (ResourceType: string) => [{ ResourceType, Tags: [{ Key: 'estate', Value: 'a b+c&d=é' }] }];
  const filter = inner(
    await call('CreateTrafficMirrorFilter', {
      Description: 'estate filter',
      TagSpecifications: tags('traffic-mirror-filter'),
    }),
    'TrafficMirrorFilter',
  );
  const { TrafficMirrorFilterId } = filter;
  await call('ModifyTrafficMirrorFilterNetworkServices', {
    TrafficMirrorFilterId,
    AddNetworkServices: ['amazon-dns'],
  });
  const rule = inner(
    await call('CreateTrafficMirrorFilterRule', {
      TrafficMirrorFilterId,
      TrafficDirection: 'egress',
      RuleNumber: 10,
      RuleAction: 'reject',
      Protocol: 6,
      DestinationPortRange: { FromPort: 22, ToPort: 53 },
      DestinationCidrBlock: '10.1.0.0/16',
      SourceCidrBlock: '10.2.0.0/16',
      Description: 'estate rule',
      TagSpecifications: tags('traffic-mirror-filter-rule'),
    }),
    'TrafficMirrorFilterRule',
  );
  const target = inner(
    await call('CreateTrafficMirrorTarget', {
      NetworkLoadBalancerArn: setup.loadBalancerArn,
      Description: 'estate target',
      TagSpecifications: tags('traffic-mirror-target'),
    }),
    'TrafficMirrorTarget',
  );
  const sessions: Fields[] = [];
  for (const SessionNumber of [11, 12, 13]) {
    const created = await call('CreateTrafficMirrorSession', {
      NetworkInterfaceId: setup.sources[0],
      TrafficMirrorTargetId: target.TrafficMirrorTargetId,
      TrafficMirrorFilterId,
      SessionNumber,
      PacketLength: 100 + SessionNumber,
      VirtualNetworkId: 7_000_000 + SessionNumber,
      Description: `estate session ${SessionNumber}`,
      TagSpecifications: tags('traffic-mirror-session'),
    });
    sessions.push(inner(created, 'TrafficMirrorSession'));
  }
  return { filter, rule, target, sessions };
}

type Estate = Awaited<ReturnType<typeof createEstate>>;

/** Every filter of every Describe action, with a value and the ids that it must find in the estate. */
function listings({
  filter,
  rule,
  target,
  sessions,
}: Estate): [action: string, set: string, id: string, filters: [string, string, string[]][]][] {
  const [first] = sessions;
  const id = (row: Fields | undefined, name: string) => String(row?.[name]);
  const [all, one] = [idsIn(sessions, 'TrafficMirrorSessionId'), [id(first, 'TrafficMirrorSessionId')]];
  const [filterId, ruleId, targetId] = [
    id(filter, 'TrafficMirrorFilterId'),
    id(rule, 'TrafficMirrorFilterRuleId'),
    id(target, 'TrafficMirrorTargetId'),
  ];
  const owner = id(target, 'OwnerId');
  const tagged = (ids: string[]): [string, string, string[]][] => [
    ['tag:estate', 'a b+c&d=é', ids],
    ['tag-key', 'estate', ids],
  ];
  return [
    [
      'DescribeTrafficMirrorFilters',
      'TrafficMirrorFilters',
      'TrafficMirrorFilterId',
      [
        ['description', 'estate*', [filterId]],
        ['traffic-mirror-filter-id', filterId, [filterId]],
        ...tagged([filterId]),
      ],
    ],
    [
      'DescribeTrafficMirrorFilterRules',
      'TrafficMirrorFilterRules',
      'TrafficMirrorFilterRuleId',
      [
        ['description', '?state rule', [ruleId]],
        ['destination-cidr-block', '10.1.0.0/16', [ruleId]],
        ['protocol', '6', [ruleId]],
        ['rule-action', 'reject', [ruleId]],
        ['rule-number', '10', [ruleId]],
        ['source-cidr-block', '10.2.*', [ruleId]],
        ['traffic-direction', 'egress', [ruleId]],
        ['traffic-mirror-filter-id', filterId, [ruleId]],
        ['traffic-mirror-filter-rule-id', ruleId, [ruleId]],
        ...tagged([ruleId]),
      ],
    ],
    [
      'DescribeTrafficMirrorTargets',
      'TrafficMirrorTargets',
      'TrafficMirrorTargetId',
      [
        ['description', 'estate target', [targetId]],
        ['network-load-balancer-arn', setup.loadBalancerArn, [targetId]],
        ['owner-id', owner, [targetId]],
        ['traffic-mirror-target-id', targetId, [targetId]],
        ...tagged([targetId]),
      ],
    ],
    [
      'DescribeTrafficMirrorSessions',
      'TrafficMirrorSessions',
      'TrafficMirrorSessionId',
      [
        ['description', 'estate session 1?', all],
        ['network-interface-id', setup.sources[0], all],
        ['owner-id', owner, all],
        ['packet-length', '111', one],
        ['session-number', '11', one],
        ['traffic-mirror-filter-id', filterId, all],
        ['traffic-mirror-session-id', one[0] ?? '', one],
        ['traffic-mirror-target-id', targetId, all],
        ['virtual-network-id', '7000011', one],
        ...tagged(all),
      ],
    ],
  ];
}

async function listEstate(call: Call, estate: Estate, without = ''): Promise<void> {
  for (const [action, set, idName, filters] of listings(estate).filter(([name]) => name !== without)) {
    // On AWS the account may hold more than this estate, so a second filter selects it.
    const own = { Name: 'tag:estate', Values: ['*'] };
    const found = filters.map(async ([Name, value]) => {
      const answer = await call(action, { Filters: [{ Name, Values: [value] }, own] });
      return [Name, idsIn(answer[set], idName)];
    });
    expect(await Promise.all(found)).toEqual(filters.map(([Name, , expected]) => [Name, expected]));
  }
}

async function pageEstate(call: Call, estate: Estate): Promise<void> {
  for (const MaxResults of [5, 6, 1000]) {
    const seen: string[] = [];
    let next: Fields = {};
    do {
      const page = await call('DescribeTrafficMirrorSessions', { MaxResults, ...next });
      seen.push(...idsIn(page.TrafficMirrorSessions, 'TrafficMirrorSessionId'));
      next = page.NextToken ? { NextToken: page.NextToken } : {};
    } while (next.NextToken);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(idsIn(estate.sessions, 'TrafficMirrorSessionId')));
  }
}

/** Removes every combination of the three fields from a session that has all of them. */
async function modifyEstate(call: Call, { sessions: [session] }: Estate): Promise<void> {
  const TrafficMirrorSessionId = session?.TrafficMirrorSessionId;
  const has = { PacketLength: 50, Description: 'set', VirtualNetworkId: 123 };
  const fields = ['packet-length', 'description', 'virtual-network-id'];
  for (let mask = 0; mask < 8; mask++) {
    const RemoveFields = fields.filter((_, bit) => mask & (1 << bit));
    await call('ModifyTrafficMirrorSession', { TrafficMirrorSessionId, ...has });
    // No client sends an empty list at all.
    const answer = await call('ModifyTrafficMirrorSession', { TrafficMirrorSessionId, RemoveFields });
    const changed = inner(answer, 'TrafficMirrorSession');
    expect([RemoveFields, changed.PacketLength]).toEqual([
      RemoveFields,
      RemoveFields.includes('packet-length') ? 8500 : 50,
    ]);
    expect(changed.Description).toBe(RemoveFields.includes('description') ? undefined : 'set');
    expect([RemoveFields, changed.VirtualNetworkId === 123]).toEqual([
      RemoveFields,
      !RemoveFields.includes('virtual-network-id'),
    ]);
  }
}

async function tagEstate(call: Call, { filter, sessions }: Estate): Promise<void> {
  const Resources = [String(filter.TrafficMirrorFilterId), ...idsIn(sessions, 'TrafficMirrorSessionId')];
  await call('CreateTags', {
    Resources,
    Tags: [
      { Key: 'k', Value: '' },
      { Key: 'estate', Value: 'new' },
    ],
  });
  const described = async () => {
    const { Tags } = await call('DescribeTags', { Filters: [{ Name: 'resource-id', Values: Resources }] });
    return (Tags as Fields[]).map(({ Key, Value }) => `${Key}=${Value}`).sort();
  };
  expect(await described()).toEqual([...Array(4).fill('estate=new'), ...Array(4).fill('k=')]);
  await call('DeleteTags', { Resources, Tags: [{ Key: 'k', Value: 'other' }, { Key: 'estate' }] });
  expect(await described()).toEqual(Array(4).fill('k='));
}

/** In Terraform's order: rules before sessions, then target and filter. */
async function deleteEstate(call: Call, { filter, rule, target, sessions }: Estate): Promise<void> {
  const { TrafficMirrorFilterId } = filter;
  const { TrafficMirrorTargetId } = target;
  await expect(call('DeleteTrafficMirrorFilter', { TrafficMirrorFilterId })).rejects.toThrow(
    'TrafficMirrorFilterInUse',
  );
  await expect(call('DeleteTrafficMirrorTarget', { TrafficMirrorTargetId })).rejects.toThrow(
    'TrafficMirrorTargetInUse',
  );
  await call('DeleteTrafficMirrorFilterRule', { TrafficMirrorFilterRuleId: rule.TrafficMirrorFilterRuleId });
  for (const { TrafficMirrorSessionId } of sessions)
    await call('DeleteTrafficMirrorSession', { TrafficMirrorSessionId });
  await call('DeleteTrafficMirrorTarget', { TrafficMirrorTargetId });
  await call('DeleteTrafficMirrorFilter', { TrafficMirrorFilterId });
  const gone = call('DescribeTrafficMirrorFilters', { TrafficMirrorFilterIds: [TrafficMirrorFilterId] });
  await expect(gone).rejects.toThrow('InvalidTrafficMirrorFilterId.NotFound');
}

async function liveThrough(call: Call, list: (estate: Estate) => Promise<void>): Promise<void> {
  const estate = await createEstate(call);
  await list(estate);
  await modifyEstate(call, estate);
  await tagEstate(call, estate);
  await deleteEstate(call, estate);
}

test('an estate is created, listed, modified, tagged and deleted through the SDK', async () => {
  const call = viaSdk(setup);
  await liveThrough(call, async (estate) => {
    await listEstate(call, estate);
    await pageEstate(call, estate);
  });
});

(onAws ? test.skip : testOf(cli))(
  'an estate is created, listed, modified, tagged and deleted through the AWS CLI',
  async () => {
    const call = await viaCli(setup);
    await liveThrough(call, (estate) => listEstate(call, estate, 'DescribeTrafficMirrorFilterRules'));
  },
);
