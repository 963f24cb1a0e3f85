/** The filters of Describe actions as the SDK documents them, in the comments of its declarations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../node_modules/@aws-sdk/client-ec2/dist-types/models');
const declarations = readdirSync(folder)
  .filter((file) => /^models_\d+\.d\.ts$/.test(file))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');

const codes = (text: string) => [...text.matchAll(/<code>([^<]*)<\/code>/g)].map(([, code = '']) => code);

/** The names in one item of the list: the filter, and other names that it may have. */
function namesIn(item: string): string[] {
  const [name] = /^[\s*]*<p>[\s*]*<code>([^<]*)<\/code>/.exec(item)?.slice(1) ?? [];
  const [others = ''] =
    /You\s+(?:\*\s+)?can\s+(?:\*\s+)?also\s+(?:\*\s+)?use([\s\S]*?)as/.exec(item)?.slice(1) ?? [];
  // The documentation writes `tag` and, outside of the code, the key.
  return name === undefined ? [] : [name === 'tag' ? 'tag:Name' : name, ...codes(others)];
}

/** The comment on a parameter of an action; empty if it has no such parameter. `name` is a regular expression. */
function commentOn(action: string, name: string): string {
  const start = declarations.indexOf(`export interface ${action}Request {`);
  if (start < 0) return '';
  const members = declarations.slice(start, declarations.indexOf('\n}', start));
  const end = members.search(new RegExp(`\\n {4}${name}\\?:`));
  return end < 0 ? '' : members.slice(members.lastIndexOf('/**', end), end);
}

/** The documented filters of an action; none if it has no parameter for filters. */
export const documentedFilters = (action: string): string[] =>
  commentOn(action, 'Filters?').split('<li>').slice(1).flatMap(namesIn);

/** Whether the documentation says that an action does not take MaxResults together with ids. */
export const takesPageSizeOrIds = (action: string): boolean =>
  /cannot specify this parameter and the [\w ]*IDs parameter/.test(
    commentOn(action, 'MaxResults').replace(/[\s*]+/g, ' '),
  );
