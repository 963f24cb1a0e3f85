/** The tags of load balancers, target groups and listeners. */
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagListOf } from '../tags.ts';
import { type Parser, required, string } from '../wire/parameters.ts';
import { action } from './action.ts';
import { arnKinds, isArn } from './arns.ts';
import { validationError } from './errors.ts';
import { found, someMembers } from './parameters.ts';

/** The restrictions are those of EC2's tags but for the length of keys (API reference, Tag). */
const tagList = tagListOf(128);

/** `Tags` of a create. */
export const newTags: Parser<ReturnType<typeof tagList>> = (node, name) =>
  node?.children ? tagList(node.children.get('member'), `${name}.member`) : [];

const arn: Parser<string | undefined> = (node, name) => {
  const text = string(node, name);
  if (text !== undefined && !isArn(text)) throw validationError(`'${text}' is not a valid ARN`);
  return text;
};

/** Throws the NotFound error of the kind that the ARN names. */
function resource(estate: Estate, id: string): Row {
  if (arnKinds.loadBalancers.pattern.test(id)) return found(estate.loadBalancers, arnKinds.loadBalancers, id);
  if (arnKinds.targetGroups.pattern.test(id)) return found(estate.targetGroups, arnKinds.targetGroups, id);
  return found(estate.listeners, arnKinds.listeners, id);
}

export const DescribeTags = action(
  { ResourceArns: someMembers(required(arn), 20) },
  ({ ResourceArns }, estate) => ({
    TagDescriptions: ResourceArns.map((ResourceArn) => ({
      ResourceArn,
      Tags: resource(estate, ResourceArn).tags.map(({ key, value }) => ({ Key: key, Value: value })),
    })),
  }),
);
