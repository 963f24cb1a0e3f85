/** The inline session policies of AssumeRole: what credentials may do at most. What of the policy language is not evaluated here is refused, never ignored. */
import { malformedPolicy } from '../errors.ts';
import { matches, type Pattern, toPattern } from '../wildcards.ts';

/** Whether the policy allows an action, e.g. `ec2:CreateTags`. `createAction`: the create that these tags are part of. */
export type SessionPolicy = (action: string, createAction?: string) => boolean;

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly Pattern[];
  /** Undefined: no condition. */
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
  // The names of actions have no case.
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

/** The one condition that is evaluated: which create the tags are part of. */
function createActionsIn(condition: unknown): readonly string[] {
  const { StringEquals } = parts(condition, ['StringEquals']);
  return texts(parts(StringEquals, ['ec2:CreateAction'])['ec2:CreateAction']);
}

/** An object that has none but these members. */
function parts<Name extends string>(value: unknown, names: readonly Name[]): { [key in Name]?: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw syntaxError();
  const stranger = Object.keys(value).find((name) => !(names as readonly string[]).includes(name));
  if (stranger !== undefined) throw notEvaluated(`${stranger} in a session policy`);
  return value;
}

/** One text or several. */
function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.some((text) => typeof text !== 'string')) throw syntaxError();
  return list;
}

const syntaxError = () => malformedPolicy('Syntax errors in policy.');
/** The refusal of what AWS may take. */
export const notEvaluated = (what: string) => malformedPolicy(`The embedded STS does not evaluate ${what}.`);
