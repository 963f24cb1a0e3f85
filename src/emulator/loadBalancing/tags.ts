/** The tags of load balancers, target groups and listeners. */
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagList } from '../tags.ts';
import { type Parser, required, string } from '../wire/parameters.ts';
import { action } from './action.ts';
import { arnKinds, isArn } from './arns.ts';
import { validationError } from './errors.ts';
import { found, someMembers } from './parameters.ts';

/** `Tags` of a create. The restrictions are those of EC2's tags, which differ only in the length of keys: 128. */
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
