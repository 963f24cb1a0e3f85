/** The session policy of a role that is assumed for a caller: IAM's copy of the gateway's own permission check. */
import type { Right } from '../caller.ts';
import { type Allows, actions, type Ec2Action, iamActionOf, isRead, rightsFor } from '../ec2/actions.ts';
import { captureKey, endKey } from '../marks.ts';

const ec2Actions = Object.keys(actions) as Ec2Action[];
const ec2Rights = [...new Set(ec2Actions.flatMap(rightsFor))];

/** The caller's rights that EC2 actions need, always in the same order. */
export function ec2RightsOf(held: ReadonlySet<Right>): Right[] {
  return ec2Rights.filter((right) => held.has(right));
}

/**
 * Allows exactly the actions of a caller's permissions, whatever the role itself allows. IAM does not distinguish a dry run
 * from a change, so EC2 answers a read-only caller's dry run with a denial.
 *
 * @returns JSON of at most 2,048 characters, STS's limit (STS API reference, AssumeRole).
 */
export function toSessionPolicy(allows: Allows): string {
  const { whole, ofCaptures } = allowedTo(allows);
  const creates = [...whole, ...ofCaptures].filter((action) => action.startsWith('CreateTrafficMirror'));
  // A create may set tags, which IAM authorizes as CreateTags.
  const tagging = {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: '*',
    Condition: { StringEquals: { 'ec2:CreateAction': creates } },
  };
  const Statement = [
    // IAM refuses a statement without actions.
    ...(whole.length > 0 ? [{ Effect: 'Allow', Action: whole.map(iamActionOf), Resource: '*' }] : []),
    ...captureStatements(ofCaptures),
    ...(creates.length > 0 ? [tagging] : []),
  ];
  const nothing = { Effect: 'Deny', Action: '*', Resource: '*' };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: Statement.length > 0 ? Statement : [nothing],
  });
}

/** The actions that are allowed on everything, and those on the sessions of captures alone. */
function allowedTo(allows: Allows) {
  const whole: Ec2Action[] = [];
  const ofCaptures: Ec2Action[] = [];
  for (const action of ec2Actions) {
    const held = rightsFor(action).filter(allows);
    const isWhole = isRead(action) || held.some((right) => right !== 'traffic-mirror:capture');
    if (held.length > 0) (isWhole ? whole : ofCaptures).push(action);
  }
  return { whole, ofCaptures };
}

/** Of a create, IAM asks for each resource; conditions on the tags of the request are only met by the session itself. */
function captureStatements(actions: readonly Ec2Action[]): object[] {
  const create = actions.filter((action) => action === 'CreateTrafficMirrorSession');
  const changes = actions.filter((action) => action !== 'CreateTrafficMirrorSession');
  const session = arnsOf('traffic-mirror-session');
  const allow = (some: readonly Ec2Action[], more: object) =>
    some.length > 0 ? [{ Effect: 'Allow', Action: some.map(iamActionOf), ...more }] : [];
  return [
    ...allow(create, {
      Resource: ['network-interface', 'traffic-mirror-target', 'traffic-mirror-filter'].map(arnsOf),
    }),
    ...allow(create, { Resource: session, Condition: bothTags('aws:RequestTag') }),
    ...allow(changes, { Resource: session, Condition: bothTags('aws:ResourceTag') }),
  ];
}

const arnsOf = (type: string) => `arn:*:ec2:*:*:${type}/*`;

const bothTags = (key: string) => ({
  Null: { [`${key}/${captureKey}`]: 'false', [`${key}/${endKey}`]: 'false' },
});
