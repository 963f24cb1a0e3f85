import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toSessionPolicy } from '../../src/access/sessionPolicy.ts';
import { permissions as allPermissions, loopCaller, type Right } from '../../src/caller.ts';
import { type Ec2Action, actions as ec2Actions, iamActionOf } from '../../src/ec2/actions.ts';
import { captureKey, markPrefix, moveKey, policyKey } from '../../src/marks.ts';
import { projectRoot } from '../support/process.ts';

interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

const folder = join(projectRoot, 'deploy/iam');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (name: string) =>
  (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { Statement: Statement[] }).Statement;
const list = (value: string | string[] | undefined) => (Array.isArray(value) ? value : value ? [value] : []);
const allowed = (name: string) => read(name).filter(({ Effect }) => Effect === 'Allow');
const grants = (name: string) => [...new Set(allowed(name).flatMap(({ Action }) => list(Action)))].sort();

/** Every EC2 call that the code makes. */
const source = join(projectRoot, 'src/ec2');
const commands = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/new (\w+)Command\(/g)].map(
      ([, action = '']) => action,
    ),
  );
const actionsOfSts = ['GetCallerIdentity', 'AssumeRole'];
const actionsOfOrganizations = ['ListAccounts', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'];
const actionsOfOthers = [...actionsOfSts, ...actionsOfOrganizations];
const actions = [...new Set(commands)].filter((action) => !actionsOfOthers.includes(action)).sort();

const toIam = (action: string) => iamActionOf(action as Ec2Action);

/** The policies that must grant an action. */
function homesOf(action: string): string[] {
  if (ec2Actions[action as Ec2Action].permission === 'traffic-mirror:insight') return ['insight'];
  if (action.startsWith('Describe')) return ['read'];
  if (action.endsWith('Tags')) return ['write', 'targets'];
  return action.endsWith('TrafficMirrorTarget') ? ['targets'] : ['write'];
}

const session = 'traffic-mirror-session';
const target = 'traffic-mirror-target';
const filter = 'traffic-mirror-filter';
const rule = 'traffic-mirror-filter-rule';
/** The types of resources that EC2 checks (Service Authorization Reference, EC2). */
const resourceTypes: Record<string, string[]> = {
  CreateTrafficMirrorFilter: [filter],
  CreateTrafficMirrorFilterRule: [filter, rule],
  CreateTrafficMirrorSession: ['network-interface', filter, session, target],
  CreateTrafficMirrorTarget: ['network-interface', target, 'vpc-endpoint'],
  DeleteTrafficMirrorFilter: [filter],
  DeleteTrafficMirrorFilterRule: [filter, rule],
  DeleteTrafficMirrorSession: [session],
  DeleteTrafficMirrorTarget: [target],
  ModifyTrafficMirrorFilterNetworkServices: [filter],
  ModifyTrafficMirrorFilterRule: [filter, rule],
  ModifyTrafficMirrorSession: [filter, session, target],
};

test('the table of actions holds exactly the actions that the code sends', () => {
  expect(actions).toEqual(Object.keys(ec2Actions).sort());
});

describe('the session policy of a role', () => {
  const statementsFor = (...held: Right[]) =>
    (JSON.parse(toSessionPolicy((right) => held.includes(right))) as { Statement: Statement[] }).Statement;
  const actionsFor = (...held: Right[]) =>
    statementsFor(...held).flatMap(({ Effect, Action, Condition }) =>
      Effect === 'Allow' && Condition === undefined ? list(Action) : [],
    );

  test.each(allPermissions)('for %s alone names the actions of this permission', (permission) => {
    const isAllowed = (action: string) =>
      permission === 'traffic-mirror:capture'
        ? ec2Actions[action as Ec2Action].permission === 'traffic-mirror:read' ||
          action === 'CreateTrafficMirrorSession'
        : ec2Actions[action as Ec2Action].permission === permission;
    expect(actionsFor(permission).sort()).toEqual(actions.filter(isAllowed).map(toIam).sort());
  });

  test('for captures alone asks for both tags, of what is created and of what is there', () => {
    const both = (key: string) => ({
      Null: { [`${key}/tmgw:capture`]: 'false', [`${key}/tmgw:expires-at`]: 'false' },
    });
    const Resource = 'arn:*:ec2:*:*:traffic-mirror-session/*';
    expect(statementsFor('traffic-mirror:capture').slice(2, 4)).toEqual([
      {
        Effect: 'Allow',
        Action: ['ec2:CreateTrafficMirrorSession'],
        Resource,
        Condition: both('aws:RequestTag'),
      },
      {
        Effect: 'Allow',
        Action: ['ec2:DeleteTrafficMirrorSession', 'ec2:CreateTags'],
        Resource,
        Condition: both('aws:ResourceTag'),
      },
    ]);
  });

  test('of the gateway itself reads, changes sessions and their tags, and does nothing else', () => {
    const reads = actions.filter(
      (action) => ec2Actions[action as Ec2Action].permission === 'traffic-mirror:read',
    );
    const changes = ['CreateTags', 'CreateTrafficMirrorSession', 'DeleteTags', 'DeleteTrafficMirrorSession'];
    const expected = [...reads, ...changes, 'ModifyTrafficMirrorSession'].map(toIam).sort();
    expect(actionsFor(...loopCaller.permissions).sort()).toEqual(expected);
  });

  test('for all permissions grants the same as the policies here, within the size limit of STS', () => {
    const granted = ['read', 'insight', 'write', 'targets'].flatMap(grants);
    expect(actionsFor(...allPermissions).sort()).toEqual([...new Set(granted)].sort());
    const every = allPermissions.reduce<Right[][]>(
      (sets, permission) => sets.flatMap((set) => [set, [...set, permission]]),
      [[]],
    );
    const lengths = every.map((held) => toSessionPolicy((right) => held.includes(right)).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2_048);
  });

  test('allows tagging while creating, and only then', () => {
    expect(statementsFor('traffic-mirror:target:write').slice(1)).toEqual([
      {
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: '*',
        Condition: { StringEquals: { 'ec2:CreateAction': ['CreateTrafficMirrorTarget'] } },
      },
    ]);
    expect(statementsFor('traffic-mirror:read', 'traffic-mirror:delete')).toHaveLength(1);
  });

  test('without any permission for EC2 denies everything', () => {
    expect(statementsFor('traffic-mirror:introspect')).toEqual([
      { Effect: 'Deny', Action: '*', Resource: '*' },
    ]);
  });
});

test('this test knows all actions of the code', () => {
  expect(actions.filter((action) => !/^Describe|Tags$/.test(action))).toEqual(Object.keys(resourceTypes));
});

test.each(['read', 'insight', 'write', 'targets'])(
  '%s.json grants its actions of the code, and nothing else',
  (name) => {
    const expected = actions.filter((action) => homesOf(action).includes(name)).map(toIam);
    expect(grants(name)).toEqual(expected.sort());
  },
);

test('insight.json compares the Region by a key that both services have', () => {
  const conditions = allowed('insight').map(({ Condition }) => Condition);
  expect(conditions).toEqual([{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }]);
});

test('gateway.json grants assuming roles that it names, and nothing else', () => {
  expect(grants('gateway')).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  const roles = allowed('gateway').flatMap(({ Resource }) => list(Resource));
  expect(roles).toEqual(['arn:aws:iam::123456789012:role/traffic-mirror-gateway']);
});

test('discovery.json grants listing accounts, which the gateway does, and nothing else', () => {
  expect(commands).toEqual(expect.arrayContaining(actionsOfOrganizations));
  expect(grants('discovery')).toEqual(actionsOfOrganizations.map((action) => `organizations:${action}`));
  expect(grants('discovery-trust')).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
});

test('trust.json wants the ExternalId and a SourceIdentity for assuming the role', () => {
  expect(grants('trust')).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  expect(allowed('trust').find(({ Action }) => Action === 'sts:AssumeRole')?.Condition).toEqual({
    StringEquals: { 'sts:ExternalId': 'EXAMPLE-EXTERNAL-ID' },
    StringLike: { 'sts:SourceIdentity': '*' },
  });
});

describe('every change', () => {
  const granted = ['write', 'targets'].flatMap((name) =>
    allowed(name).map((statement) => ({ name, ...statement })),
  );

  test('is granted on exactly the types of resources that EC2 checks for it', () => {
    const types = (action: string) =>
      granted
        .filter(({ Action }) => list(Action).includes(`ec2:${action}`))
        .flatMap(({ Resource }) => list(Resource))
        .map((arn) => /^arn:aws:ec2:us-east-1:123456789012:([a-z-]+)\/\*$/.exec(arn)?.[1]);
    for (const [action, expected] of Object.entries(resourceTypes))
      expect([action, types(action).sort()]).toEqual([action, [...expected].sort()]);
  });

  test('has a condition, except for the rules of a filter that has one', () => {
    const free = granted.filter(({ Condition }) => Condition === undefined);
    expect(free.map(({ Sid }) => Sid)).toEqual(['RulesOfManagedFilters']);
  });

  test.each(['write', 'targets'])(
    'of tags in %s.json is for creates and managed resources, and never for approval',
    (name) => {
      const creates = grants(name)
        .map((action) => action.replace('ec2:', ''))
        .filter((action) => /^CreateTrafficMirror/.test(action));
      const statement = (sid: string) => read(name).find(({ Sid }) => Sid === sid);
      expect(
        list(statement('TagOnCreate')?.Condition?.StringEquals?.['ec2:CreateAction'] as string[]).sort(),
      ).toEqual(creates);
      expect(statement('TagManaged')?.Condition).toEqual({
        StringEquals: { 'aws:ResourceTag/managed-by': 'tmgw' },
        Null: { 'aws:TagKeys': 'false' },
      });
      const denied = read(name).filter(({ Effect }) => Effect === 'Deny');
      expect(denied.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual([
        {
          Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
          Resource: '*',
          Condition: {
            'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': ['mirror-source', 'mirror-target'] },
          },
        },
        {
          Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
          Resource: '*',
          Condition: {
            'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': 'managed-by' },
            Null: { 'ec2:CreateAction': 'true' },
          },
        },
      ]);
    },
  );
});

test.each(files)(
  '%s grants no wildcard action, and the resource `*` only for actions that need it',
  (file) => {
    const statements = read(file.replace('.json', ''));
    for (const { Effect, Action, Resource, Sid } of statements) {
      expect([Sid, list(Action).filter((action) => action.includes('*'))]).toEqual([Sid, []]);
      const everywhere = Effect === 'Allow' && list(Resource).includes('*');
      expect([
        Sid,
        everywhere &&
          list(Action).some(
            (action) => !/^(ec2|elasticloadbalancing):Describe|^organizations:List/.test(action),
          ),
      ]).toEqual([Sid, false]);
    }
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
  },
);

test('ownership-scp.json denies the tags of the gateway to everybody but its role, and grants nothing', () => {
  const statements = read('ownership-scp');
  const gateway = { 'aws:PrincipalArn': 'arn:aws:iam::*:role/traffic-mirror-gateway' };
  expect(statements.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
    ['Deny', { 'ForAnyValue:StringLike': { 'aws:TagKeys': `${markPrefix}*` }, ArnNotLike: gateway }],
    ...[policyKey, captureKey, moveKey].map((key) => [
      'Deny',
      { Null: { 'aws:TagKeys': 'true', [`aws:ResourceTag/${key}`]: 'false' }, ArnNotLike: gateway },
    ]),
  ]);
});

test('the page names every file', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(files.filter((file) => !page.includes(`(${file})`))).toEqual([]);
  expect(files).toHaveLength(9);
});
