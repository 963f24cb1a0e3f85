/** The texts that a search looks at. Pure. */

import type { Item } from './lists.ts';
import { once } from './once.ts';

/** The words of a search, in lower case. */
export const wordsIn = (text: string): readonly string[] =>
  text.toLowerCase().split(/\s+/).filter(Boolean).map(withoutArn);

/** The ARN of a resource of EC2 ends with its id; that of a load balancer is a text of its target. */
const withoutArn = (word: string) =>
  /^arn:[\w-]+:ec2:/.test(word) ? word.slice(word.lastIndexOf('/') + 1) : word;

/** Everything that can be found of a resource, in lower case, one text a line: made once, because each key stroke looks at all of them. */
export const textOf = once((one: Item): string => {
  const { id: _, ...rest } = { id: '', ...one };
  const words = Object.values(rest).filter((value) => typeof value === 'string' || typeof value === 'number');
  const scope = 'scope' in one ? Object.values(one.scope) : [];
  const tags = (one.tags ?? []).map(({ key, value }) => `${key}=${value}`);
  return [...words, ...scope, ...tags].join('\n').toLowerCase();
});
