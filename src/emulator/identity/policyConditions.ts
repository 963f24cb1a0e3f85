/** The conditions of session policies: those on tags and on the create that adds tags, as StringEquals and Null. */
import { malformedPolicy } from '../errors.ts';
import { notEvaluated, parts, syntaxError, texts } from './policyParts.ts';
import type { RequestedResource } from './requestedResources.ts';

/** Whether a statement applies to a resource of a request. */
export type Condition = (resource: RequestedResource) => boolean;

/** `ec2:ResourceTag` is EC2's older name of the same (EC2 user guide, "Condition keys"). */
const knownKey =
  /^(?:(?:ec2|elasticloadbalancing):createaction|aws:requesttag\/.+|(?:aws|ec2):resourcetag\/.+)$/s;

/** All of the conditions. Throws MalformedPolicyDocument. */
export function parseCondition(value: unknown): Condition {
  const operators = parts(value, ['StringEquals', 'Null']);
  const conditions = [
    ...keysOf(operators.StringEquals).map(([key, wanted]) => stringEquals(key, texts(wanted))),
    ...keysOf(operators.Null).map(([key, wanted]) => isNull(key, wanted)),
  ];
  return (resource) => conditions.every((holds) => holds(resource));
}

/** The keys of an operator, which may be absent, as `RequestedResource` spells them. */
function keysOf(block: unknown): (readonly [key: string, value: unknown])[] {
  if (block === undefined) return [];
  if (typeof block !== 'object' || block === null || Array.isArray(block)) throw syntaxError();
  const entries = Object.entries(block);
  if (entries.length === 0) throw syntaxError();
  return entries.map(([key, value]) => {
    const name = key.toLowerCase();
    if (!knownKey.test(name)) throw notEvaluated(`${key} in a session policy`);
    return [name.replace(/^ec2:resourcetag/, 'aws:resourcetag'), value] as const;
  });
}

/** A key that the request does not have equals nothing (IAM user guide, "Condition operators"). */
function stringEquals(key: string, wanted: readonly string[]): Condition {
  if (wanted.some((text) => text.includes('${'))) throw notEvaluated('policy variables');
  return ({ keys }) => {
    const value = keys.get(key);
    return value !== undefined && wanted.includes(value);
  };
}

/** `true`: the request does not have the key; `false`: it has. */
function isNull(key: string, wanted: unknown): Condition {
  const texts = [wanted].flat().map(String);
  if (texts.length === 0 || texts.some((text) => text !== 'true' && text !== 'false'))
    throw malformedPolicy('A Null condition must be true or false');
  return ({ keys }) => texts.includes(String(!keys.has(key)));
}
