/** What must be mirrored, what is, and what would have to be changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from '@jest/globals';
import { policyKey } from '../../src/marks.ts';
import { groupBy } from '../../src/mirroring/grouped.ts';
import { newFolder } from '../support/cleanUp.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const env = { POLICY_FILE: 'examples/policies/demo.yaml' };
const counts = 'total wanted mirrored missing wrong impossible excluded unknown';
const plan = `plan { hash createCount modifyCount deleteCount blockedBy { code scope { region } } scopeErrors { code }
  steps { kind reason networkInterface { networkInterfaceId } trafficMirrorSession { trafficMirrorSessionId } changes { field before after } } }`;
const shown = `name mode sessionNumber scopes { accountId region } coverage { ${counts} }
  sources { nodes { state policyName policyReason networkInterface { networkInterfaceId } ownedSession { trafficMirrorSessionId } } }
  adoptable { trafficMirrorSession { trafficMirrorSessionId } networkInterface { networkInterfaceId } changes { field before after } }
  leftovers { trafficMirrorSessionId } ${plan}`;

interface Shown {
  readonly name: string;
  readonly coverage: Record<string, number>;
  readonly sources: {
    readonly nodes: {
      readonly state: string;
      readonly policyReason: string | null;
      readonly networkInterface: { readonly networkInterfaceId: string };
      readonly ownedSession: { readonly trafficMirrorSessionId: string } | null;
    }[];
  };
  readonly adoptable: {
    readonly trafficMirrorSession: { readonly trafficMirrorSessionId: string };
    readonly changes: object[];
  }[];
  readonly leftovers: object[];
  readonly plan: {
    readonly hash: string;
    readonly steps: { readonly kind: string; readonly changes: object[] }[];
    readonly blockedBy: { readonly code: string }[];
  };
}

const read = async (gateway: TestGateway, name: string) =>
  (
    await gateway.query<{ trafficMirrorPolicy: Shown }>(
      `{ trafficMirrorPolicy(name: "${name}") { ${shown} } }`,
    )
  ).trafficMirrorPolicy;
const rows = ({ sources }: Shown) =>
  sources.nodes.map(({ state, policyReason, networkInterface }) => [
    networkInterface.networkInterfaceId,
    state,
    policyReason,
  ]);
const own = (gateway: TestGateway, id: string, value: string) =>
  gateway.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: policyKey, Value: value }] }));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env });
});

test('the example shows where every interface of the demo estate stands, and adopts what people made', async () => {
  const prod = await read(gateway, 'prod-to-fleet');
  expect(prod.coverage).toEqual({
    ...{ total: 9, wanted: 7, mirrored: 0, missing: 7, wrong: 0, impossible: 0, excluded: 2, unknown: 0 },
  });
  expect(rows(prod)).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => [
      networkInterfaceId(n),
      'MISSING',
      [1, 3, 4, 6].includes(n) ? 'ADOPTABLE' : 'NOT_YET',
    ]),
    ...[8, 13].map((n) => [networkInterfaceId(n), 'EXCLUDED', 'LEFT_OUT']),
  ]);
  const number = (before: string) => ({ field: 'sessionNumber', before, after: '1000' });
  expect(
    prod.adoptable.map(({ trafficMirrorSession, changes }) => [
      trafficMirrorSession.trafficMirrorSessionId,
      changes,
    ]),
  ).toEqual([
    [sessionId(2), [number('2')]],
    [sessionId(5), [number('1')]],
    [sessionId(7), [number('1')]],
    [
      sessionId(9),
      [
        { field: 'trafficMirrorFilterId', before: filterId(3), after: filterId(2) },
        { field: 'packetLength', before: '1500', after: null },
        number('5'),
      ],
    ],
  ]);
  expect(prod.plan).toMatchObject({
    createCount: 3,
    modifyCount: 0,
    deleteCount: 0,
    blockedBy: [],
    scopeErrors: [],
  });
  expect(prod.plan.steps[0]).toEqual({
    kind: 'CREATE',
    reason: 'NOT_YET',
    networkInterface: { networkInterfaceId: networkInterfaceId(2) },
    trafficMirrorSession: null,
    changes: [
      { field: 'trafficMirrorTargetId', before: null, after: targetId(2) },
      { field: 'trafficMirrorFilterId', before: null, after: filterId(2) },
      { field: 'sessionNumber', before: null, after: '1000' },
      { field: `tags.${policyKey}`, before: null, after: 'demo/prod-to-fleet' },
      { field: 'tags.managed-by', before: null, after: 'tmgw' },
    ],
  });
});

test('everything about all policies is read once: a list of each kind, with the interfaces first and the sessions last', async () => {
  gateway.emulator.resetCalls();
  const { trafficMirrorPolicies } = await gateway.query<{ trafficMirrorPolicies: { policies: Shown[] } }>(
    `{ trafficMirrorPolicies { owner orphans { trafficMirrorSessionId } problems policies { ${shown} } }
       trafficMirrorSource(networkInterfaceId: "${networkInterfaceId(9)}") { trafficMirrorPolicyCoverage { policyName state policyReason } } }`,
  );
  expect(gateway.ec2Calls()).toEqual({
    DescribeNetworkInterfaces: 1,
    DescribeInstances: 1,
    DescribeTrafficMirrorFilters: 1,
    DescribeTrafficMirrorSessions: 1,
    DescribeTrafficMirrorTargets: 1,
  });
  expect(trafficMirrorPolicies).toMatchObject({ owner: 'demo', orphans: [], problems: [] });
  expect(trafficMirrorPolicies.policies.map(({ name }) => name)).toEqual(['prod-to-fleet', 'staging']);
});

test('what the steps would do to the findings is told', async () => {
  const { trafficMirrorPolicy } = await gateway.query<{
    trafficMirrorPolicy: { plan: { findings: { added: { code: string }[]; resolved: object[] } } };
  }>(
    '{ trafficMirrorPolicy(name: "staging") { plan { findings { added { code } resolved { code } unchecked { code } } } } }',
  );
  expect(trafficMirrorPolicy.plan.findings.added.map(({ code }) => code)).toContain('SESSION_SHADOWED');
});

test('sessions that the policy owns stand as it says, are changed in place, or are left over', async () => {
  const other = await startTestGateway({ env });
  await own(other, sessionId(5), 'demo/prod-to-fleet');
  await own(other, sessionId(3), 'demo/gone');
  // An interface of the staging network.
  await own(other, sessionId(10), 'demo/prod-to-fleet');
  await own(other, sessionId(7), 'else/prod-to-fleet');
  const before = await read(other, 'prod-to-fleet');
  expect(rows(before)).toContainEqual([networkInterfaceId(3), 'WRONG', 'NUMBER_DIFFERS']);
  expect(before.plan.steps[0]).toMatchObject({
    kind: 'MODIFY',
    trafficMirrorSession: { trafficMirrorSessionId: sessionId(5) },
    changes: [{ field: 'sessionNumber', before: '1', after: '1000' }],
  });
  expect(before.leftovers).toEqual([{ trafficMirrorSessionId: sessionId(10) }]);
  expect(before.adoptable.map((one) => one.trafficMirrorSession.trafficMirrorSessionId)).toEqual([
    sessionId(2),
    sessionId(9),
  ]);
  await other.query(
    `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(5)}", sessionNumber: 1000 }) { userErrors { message } } }`,
  );
  const after = await read(other, 'prod-to-fleet');
  expect(rows(after)).toContainEqual([networkInterfaceId(3), 'MIRRORED', null]);
  expect(after.plan.hash).not.toBe(before.plan.hash);
  const { trafficMirrorPolicies } = await other.query(
    '{ trafficMirrorPolicies { orphans { trafficMirrorSessionId } } }',
  );
  expect(trafficMirrorPolicies).toEqual({ orphans: [{ trafficMirrorSessionId: sessionId(3) }] });
});

test('what cannot be read whole is not planned, and interfaces that a list lacks delete nothing', async () => {
  const other = await startTestGateway({ env });
  for (const n of [5, 7]) await own(other, sessionId(n), 'demo/prod-to-fleet');
  const error = { code: 'UnauthorizedOperation', status: 403 };
  other.emulator.faults('DescribeInstances', [{ error, times: 10 }]);
  const [first] = await other.queryErrors(`{ trafficMirrorPolicy(name: "staging") { ${plan} } }`);
  expect(first).toMatchObject({
    path: ['trafficMirrorPolicy', 'plan'],
    extensions: { code: 'UNAUTHORIZED' },
  });
  other.emulator.faults('DescribeInstances', []);
  other.emulator.faults('DescribeNetworkInterfaces', [{ items: 'drop:100', times: 10 }]);
  const { plan: dropped } = await read(other, 'prod-to-fleet');
  expect(dropped).toMatchObject({ deleteCount: 2, blockedBy: [{ code: 'DELETE_GUARD' }] });
});

test('pages of sources go on where they ended, in the states that are asked for', async () => {
  const page = async (args: string) => {
    const { trafficMirrorPolicy } = await gateway.query<{
      trafficMirrorPolicy: {
        sources: { nodes: Shown['sources']['nodes']; pageInfo: { endCursor: string; hasNextPage: boolean } };
      };
    }>(
      `{ trafficMirrorPolicy(name: "prod-to-fleet") { sources(${args}) { nodes { state networkInterface { networkInterfaceId } } pageInfo { endCursor hasNextPage } } } }`,
    );
    return trafficMirrorPolicy.sources;
  };
  const first = await page('first: 1, states: [EXCLUDED]');
  const second = await page(`first: 5, states: [EXCLUDED], after: "${first.pageInfo.endCursor}"`);
  expect([...first.nodes, ...second.nodes].map((node) => node.networkInterface.networkInterfaceId)).toEqual(
    [8, 13].map(networkInterfaceId),
  );
  expect(second.pageInfo.hasNextPage).toBe(false);
});

test('sixty interfaces of three zones go to the six targets of their zones, evenly', async () => {
  const path = join(newFolder(), 'policies.yaml');
  writeFileSync(
    path,
    `owner: soc
policies:
  - name: all
    mode: observe
    select: {tags: {mirror: "yes"}}
    mirror: {filter: {tags: {Name: everything}}, targets: {tags: {role: sensor}}, number: 1000}
`,
  );
  const approvedTargets = {
    trafficMirrorTargetIds: [],
    networkInterfaceIds: [],
    networkLoadBalancerArns: [],
    gatewayLoadBalancerEndpointIds: [],
    ownerAccountIds: ['123456789012'],
  };
  const seeded = await startTestGateway({ seed: 'policies:60', env: { POLICY_FILE: path }, approvedTargets });
  const { trafficMirrorPolicy } = await seeded.query<{
    trafficMirrorPolicy: {
      plan: { createCount: number; steps: { changes: { field: string; after: string }[] }[] };
    };
  }>('{ trafficMirrorPolicy(name: "all") { plan { createCount steps { changes { field after } } } } }');
  const { createCount, steps } = trafficMirrorPolicy.plan;
  const targets = steps.map(
    ({ changes }) => changes.find(({ field }) => field === 'trafficMirrorTargetId')?.after,
  );
  const sizes = [...groupBy(targets, (id) => id)].map(([, all]) => all.length);
  expect([createCount, sizes]).toEqual([60, [10, 10, 10, 10, 10, 10]]);
});

test('without a policy file there are no policies, and there is none by a name that the file lacks', async () => {
  const plain = await startTestGateway();
  expect(
    await plain.query(
      `{ trafficMirrorPolicies { owner } trafficMirrorPolicy(name: "x") { name } trafficMirrorSource(networkInterfaceId: "${networkInterfaceId(1)}") { trafficMirrorPolicyCoverage { state } } }`,
    ),
  ).toEqual({
    trafficMirrorPolicies: null,
    trafficMirrorPolicy: null,
    trafficMirrorSource: { trafficMirrorPolicyCoverage: null },
  });
  expect(await gateway.query('{ trafficMirrorPolicy(name: "x") { name } }')).toEqual({
    trafficMirrorPolicy: null,
  });
});

test('callers cannot write tags that say who owns a session', async () => {
  const tag = '[{ key: "TMGW:policy", value: "demo/staging" }]';
  const input = `networkInterfaceId: "${networkInterfaceId(10)}", trafficMirrorTargetId: "${targetId(1)}", trafficMirrorFilterId: "${filterId(1)}", sessionNumber: 9, tags: ${tag}`;
  const tagged = `resourceIds: ["${sessionId(1)}"], add: ${tag}`;
  const untagged = `resourceIds: ["${sessionId(1)}"], removeKeys: ["tmgw:policy"]`;
  const errors = 'userErrors { code field }';
  const answer = await gateway.query(`mutation {
    created: createTrafficMirrorSession(input: { ${input} }) { ${errors} }
    filter: createTrafficMirrorFilter(input: { tags: ${tag} }) { ${errors} }
    tagged: tagTrafficMirrorResources(input: { ${tagged} }) { ${errors} }
    untagged: tagTrafficMirrorResources(input: { ${untagged} }) { ${errors} }
  }`);
  const refused = (...field: string[]) => ({
    userErrors: [{ code: 'FORBIDDEN_BY_POLICY', field: ['input', ...field] }],
  });
  expect(answer).toEqual({
    created: refused('tags', '0', 'key'),
    filter: refused('tags', '0', 'key'),
    tagged: refused('add', '0', 'key'),
    untagged: refused('removeKeys', '0'),
  });
  expect(
    await gateway.query(
      `{ created: planCreateTrafficMirrorSession(input: { ${input} }) { ${errors} } tagged: planTagTrafficMirrorResources(input: { ${tagged} }) { ${errors} } }`,
    ),
  ).toEqual({ created: refused('tags', '0', 'key'), tagged: refused('add', '0', 'key') });
});
