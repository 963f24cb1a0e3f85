/**
 * The inline session policies of AssumeRole, which limit what credentials allow. Elements of the policy language that
 * are not evaluated here are rejected, never ignored.
 */
import { malformedPolicy } from '../errors.ts';
import { matches, type Pattern, toPattern } from '../wildcards.ts';

/**
 * Whether the policy allows an action, e.g. `ec2:CreateTags`. `createAction` is the create that adds the tags, if one
 * does.
 */
export type SessionPolicy = (action: string, createAction?: string) => boolean;

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly Pattern[];
  /** The values of the condition on `ec2:CreateAction`; undefined if there is no condition. */
  readonly createActions: readonly string[] | undefined;
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
  return (action, createAction) => {
    const applying = statements.filter((statement) => applies(statement, action, createAction));
    return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
  };
}

function applies({ actions, createActions }: Statement, action: string, createAction = ''): boolean {
  if (createActions !== undefined && !createActions.includes(createAction)) return false;
  // Action names are not case-sensitive.
  return actions.some((pattern) => matches(pattern, action.toLowerCase()));
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
  if (texts(Resource).some((resource) => resource !== '*'))
    throw notEvaluated('a Resource other than * in a session policy');
  const actions = texts(Action);
  if (actions.some((action) => action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action)))
    throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  return {
    effect: Effect,
    actions: actions.map((action) => toPattern(action.toLowerCase())),
    createActions: Condition === undefined ? undefined : createActionsIn(Condition),
  };
}

/** The one condition that is evaluated: the create that adds the tags. */
function createActionsIn(condition: unknown): readonly string[] {
  const { StringEquals } = parts(condition, ['StringEquals']);
  return texts(parts(StringEquals, ['ec2:CreateAction'])['ec2:CreateAction']);
}

/** Checks that the value is an object with no members other than these. */
function parts<Name extends string>(value: unknown, names: readonly Name[]): { [key in Name]?: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw syntaxError();
  const unknown = Object.keys(value).find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined) throw notEvaluated(`${unknown} in a session policy`);
  return value;
}

/** A string, or a list of at least one. */
function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.some((text) => typeof text !== 'string')) throw syntaxError();
  return list;
}

const syntaxError = () => malformedPolicy('Syntax errors in policy.');
/** The error for something that AWS accepts and the emulator does not evaluate. */
export const notEvaluated = (what: string) => malformedPolicy(`The embedded STS does not evaluate ${what}.`);
