/**
 * The inline session policies of AssumeRole, which limit what credentials allow. Elements of the policy language that
 * are not evaluated here are rejected, never ignored.
 */
import { malformedPolicy } from '../errors.ts';
import { matches, type Pattern, toPattern } from '../wildcards.ts';
import { type Condition, parseCondition } from './policyConditions.ts';
import { parts, syntaxError, texts } from './policyParts.ts';
import { anyResource, type RequestedResource } from './requestedResources.ts';

/** Whether the policy allows an action, e.g. `ec2:CreateTags`, on each of these resources; by default, the action is about none. */
export type SessionPolicy = (action: string, resources?: readonly RequestedResource[]) => boolean;

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly holds: Condition;
}

/** Throws MalformedPolicyDocument. */
export function parseSessionPolicy(text: string): SessionPolicy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  const { Version, Statement } = parts(document, ['Version', 'Id', 'Statement']);
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') throw syntaxError();
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).map(toStatement);
  if (statements.length === 0) throw syntaxError();
  // Action names are not case-sensitive.
  const ofAction = (action: string) =>
    statements.filter(({ actions }) => actions.some((pattern) => matches(pattern, action.toLowerCase())));
  return (action, resources = anyResource) => {
    const candidates = ofAction(action);
    return resources.every((resource) => isAllowed(candidates, resource));
  };
}

/** Each resource is judged by the statements that apply to it: one must allow it, and none deny it. */
function isAllowed(statements: readonly Statement[], resource: RequestedResource): boolean {
  const applying = statements.filter(
    ({ resources, holds }) => resources.some((pattern) => matches(pattern, resource.arn)) && holds(resource),
  );
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}

function toStatement(value: unknown): Statement {
  const { Effect, Action, Resource, Condition } = parts(value, [
    'Sid',
    'Effect',
    'Action',
    'Resource',
    'Condition',
  ]);
  if (Effect !== 'Allow' && Effect !== 'Deny') throw syntaxError();
  const resources = texts(Resource);
  const wrong = resources.find((resource) => resource !== '*' && !/^arn(?::[^:]*){4}:.+$/s.test(resource));
  if (wrong !== undefined) throw malformedPolicy(`Resource ${wrong} must be in ARN format or "*".`);
  const actions = texts(Action);
  if (actions.some((action) => action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action)))
    throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  return {
    effect: Effect,
    actions: actions.map((action) => toPattern(action.toLowerCase())),
    resources: resources.map(toPattern),
    holds: Condition === undefined ? () => true : parseCondition(Condition),
  };
}
