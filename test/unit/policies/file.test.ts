/** What the policy file may say, and what is in force when it changes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Policies, type PolicySurroundings, parsePolicies } from '../../../src/config/policies.ts';
import { openPolicyFile } from '../../../src/config/readPolicies.ts';
import { newFolder } from '../../support/cleanUp.ts';
import { projectRoot } from '../../support/process.ts';

const anywhere: PolicySurroundings = { places: undefined, approvedTargets: undefined };
const mirror = '{filter: tmf-0ddd00001, targets: [{id: tmt-0eee00001}], number: 1000}';
const good = `owner: soc
policies:
  - name: pci
    mode: observe
    select: {tags: {pci: "true"}}
    mirror: ${mirror}
`;
const approvedTargets = {
  trafficMirrorTargetIds: ['tmt-0eee00001'],
  networkInterfaceIds: [],
  networkLoadBalancerArns: [],
  gatewayLoadBalancerEndpointIds: [],
  ownerAccountIds: [],
};

function problemsOf(text: string, surroundings: PolicySurroundings = anywhere): readonly string[] {
  const parsed = parsePolicies(text, surroundings);
  return 'problems' in parsed ? parsed.problems : [];
}

test('a policy has the values of its text, whatever they look like, and the defaults of the page', () => {
  const text = `owner: soc # who
policies:
  - name: later
    mode: retire
    select: {everything: true}
    mirror: ${mirror.replace('1000', '1001')}
  - name: pci
    mode: observe
    select: {tags: {no: no, account: 012345678901, tier: [web, app]}}
    mirror: ${mirror}
`;
  const { owner, policies } = parsePolicies(text, anywhere) as Policies;
  expect(owner).toBe('soc');
  expect(policies).toEqual([
    {
      name: 'pci',
      mode: 'observe',
      select: {
        tags: { no: ['no'], account: ['012345678901'], tier: ['web', 'app'] },
        tagsOf: 'either',
        interfaces: 'primary',
      },
      mirror: {
        filter: 'tmf-0ddd00001',
        targets: [{ id: 'tmt-0eee00001' }],
        place: 'same-zone',
        otherwise: 'impossible',
        number: 1000,
        vni: 'auto',
      },
      guard: { changesPerPass: 100, deletePercent: 10, unselected: 'keep', stopped: 'keep' },
    },
    expect.objectContaining({ name: 'later', mode: 'retire' }),
  ]);
});

test('every problem is told at once, with its line', () => {
  expect(
    problemsOf(`owner: so c
policies:
  - name: pci
    mode: sometimes
    selects: {}
    select: {tags: {}, vpcs: [], tagsOf: nobody}
    mirror:
      targets: [{id: tmt-0eee00001, zones: [eu-west-1a]}]
      filter: all
      number: 1
      vni: {vpc-1: 3}
      packetLength: 9000
    guard: {deletePercent: 101, unselected: drop}
`),
  ).toEqual([
    expect.stringMatching(/^line 1: owner: must have 1 to 63/),
    expect.stringMatching(/^line 4: policies\.0\.mode: /),
    expect.stringMatching(/^line 6: policies\.0\.select\.tags: must not be empty/),
    expect.stringMatching(/^line 6: policies\.0\.select\.tagsOf: /),
    expect.stringMatching(/^line 6: policies\.0\.select\.vpcs: must not be empty/),
    expect.stringMatching(/^line 9: policies\.0\.mirror\.filter: must be tmf-…/),
    expect.stringMatching(/^line 8: policies\.0\.mirror\.targets\.0\.zones\.0: must be the ID of a zone/),
    expect.stringMatching(/^line 10: policies\.0\.mirror\.number: must be from 2 to 32765/),
    expect.stringMatching(/^line 11: policies\.0\.mirror\.vni: /),
    expect.stringMatching(/^line 12: policies\.0\.mirror\.packetLength: must be from 1 to 8500/),
    expect.stringMatching(/^line 13: policies\.0\.guard\.deletePercent: /),
    expect.stringMatching(/^line 13: policies\.0\.guard\.unselected: /),
    expect.stringMatching(/^line 3: policies\.0: Unrecognized key: "selects"/),
  ]);
});

test.each<[what: string, text: string, problem: RegExp, surroundings?: PolicySurroundings]>([
  ['a key that is there twice', good.replace('mode:', 'name: x\n    mode:'), /^line 4: .*unique/],
  ['an alias', `${good}x: *a\n`, /^line 7: refers to \*a/],
  ['an anchor', good.replace('soc', '&a soc'), /^line 1: has an anchor or a tag/],
  ['a tag of YAML', good.replace('soc', '!!str soc'), /^line 1: has an anchor or a tag/],
  ['an empty file', '', /^is empty$/],
  ['a policy that says nothing', 'owner: soc\npolicies: [{}]\n', /^line 2: policies.0.name: is missing$/m],
  ['two documents', `${good}---\n${good}`, /^line 7: has a second document/],
  ['a file that ends in the middle', good.slice(0, -4), /^line \d: is not YAML/],
  ['no conditions', good.replace('{tags: {pci: "true"}}', '{}'), /^line 5: policies.0.select: has no tags/],
  [
    'everything beside a condition',
    good.replace('{tags:', '{everything: true, tags:'),
    /^line 5: policies.0.select.everything: /,
  ],
  ['a mode that there is not', good.replace('observe', 'enforce'), /^line \d: policies.0.mode: /],
  [
    'a name and a number that are there twice',
    `${good}${good.split('\n').slice(2).join('\n')}`,
    /^line 7: policies.1.name: pci is there twice(.|\n)*1000 is there twice/,
  ],
  [
    'a place that is not served',
    good.replace('mode:', 'places: [{accounts: ["210987654321"], regions: [eu-west-1]}]\n    mode:'),
    /^line 4: policies.0.places.0: account 210987654321 is not served(.|\n)*Region eu-west-1 is not served/,
    { ...anywhere, places: [{ accountId: '123456789012', region: 'us-east-1' }] },
  ],
  [
    'a target that is not approved',
    good.replace('tmt-0eee00001', 'tmt-0eee00002'),
    /^line 6: policies.0.mirror.targets.0.id: tmt-0eee00002 is not among approvedTargets/,
    { ...anywhere, approvedTargets },
  ],
  [
    'targets by tags that anybody could write',
    good.replace('[{id: tmt-0eee00001}]', '{tags: {role: sensor}}'),
    /^line 6: policies.0.mirror.targets: may have tags only where/,
  ],
])('%s is refused', (_, text, problem, surroundings = anywhere) => {
  expect(problemsOf(text, surroundings).join('\n')).toMatch(problem);
});

test('a file that is cut off anywhere selects as before, or deletes nothing', () => {
  const whole = `owner: soc
policies:
  - name: pci
    mode: observe
    mirror: ${mirror}
    select:
      tags:
        pci: "true"
        tier:
          - web
          - app
      vpcs:
        - vpc-0123456789abcdef0
        - vpc-0123456789abcdef1
    guard:
      unselected: delete
      stopped: delete
`;
  const [policy] = (parsePolicies(whole, anywhere) as Policies).policies;
  for (let length = 0; length < whole.length; length++) {
    const cut = parsePolicies(whole.slice(0, length), anywhere);
    if ('problems' in cut) continue;
    for (const { guard, select } of cut.policies)
      if (guard.unselected === 'delete' || guard.stopped === 'delete') expect(select).toEqual(policy?.select);
  }
  const guard = '    guard: {unselected: delete}\n';
  expect(problemsOf(good.replace('    select', `${guard}    select`))).toEqual([
    expect.stringMatching(/^line 5: policies\.0\.guard: must be the last key/),
  ]);
  expect(problemsOf(`${good}${guard}`)).toEqual([]);
  expect(problemsOf(good.trimEnd())).toEqual([expect.stringMatching(/does not end with a newline/)]);
});

test('targets by tags are for those who approve targets, and JSON is read, too', () => {
  expect(
    problemsOf(good.replace('[{id: tmt-0eee00001}]', '{tags: {role: sensor}}'), {
      ...anywhere,
      approvedTargets,
    }),
  ).toEqual([]);
  const json = { owner: 'soc', policies: [] };
  expect(problemsOf(JSON.stringify(json))).toEqual([]);
});

test('the example and those of the page are read', () => {
  const page = readFileSync(join(projectRoot, 'docs/policies.md'), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(0);
  const demo = readFileSync(join(projectRoot, 'examples/policies/demo.yaml'), 'utf8');
  for (const text of [demo, ...examples]) expect([text, problemsOf(text)]).toEqual([text, []]);
});

test('a new text is in force at the next look; a wrong one changes nothing but the problems', async () => {
  const path = join(newFolder(), 'policies.yaml');
  writeFileSync(path, good);
  const file = await openPolicyFile({ path, surroundings: () => anywhere, settleMs: 1 });
  if ('problems' in file) throw new Error(file.problems.join());
  const first = await file.inForce();
  expect(await file.inForce()).toBe(first);
  writeFileSync(path, 'owner: soc\npolicies: [x]\n');
  const wrong = await file.inForce();
  expect(wrong).toMatchObject({
    policies: first.policies,
    revision: first.revision,
    problems: [expect.stringMatching(/^line 2: /)],
  });
  writeFileSync(path, good.replace('soc', 'noc'));
  const next = await file.inForce();
  expect(next).toMatchObject({ owner: 'noc', problems: [] });
  expect(next.revision).not.toBe(first.revision);
  expect(await openPolicyFile({ path: `${path}x`, surroundings: () => anywhere })).toEqual({
    problems: [expect.stringMatching(/^cannot be read: /)],
  });
});

test('the same text is judged again when the accounts or the approved targets change', async () => {
  const path = join(newFolder(), 'policies.yaml');
  writeFileSync(path, good);
  const here = { accountId: '123456789012', region: 'eu-west-1' };
  let around: PolicySurroundings = { places: [], approvedTargets: undefined };
  const file = await openPolicyFile({ path, surroundings: () => around, settleMs: 1 });
  if ('problems' in file) throw new Error(file.problems.join());
  writeFileSync(path, good.replace('mode:', 'places: [{regions: [eu-west-1]}]\n    mode:'));
  expect(await file.inForce()).toMatchObject({
    policies: [{}],
    problems: [expect.stringMatching(/is not served/)],
  });
  around = { ...around, places: [here] };
  expect(await file.inForce()).toMatchObject({ policies: [{ places: [{}] }], problems: [] });
  around = { ...around, approvedTargets: { ...approvedTargets, trafficMirrorTargetIds: ['tmt-0eee00002'] } };
  expect((await file.inForce()).problems).toEqual([expect.stringMatching(/is not among approvedTargets/)]);
});
