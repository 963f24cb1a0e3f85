/** What the search fields offer. Pure. */
import type { Estate } from './estate.ts';
import { targetOptions } from './words.ts';

export type Options = readonly (readonly [value: string, label: string])[];

/** The value of the choice that says how many more there are. It cannot be chosen. */
export const more = '…';

/** How many a list has at most: longer ones are of no use. The search finds what is not in them by its name or id. */
const most = 200;

export function choicesIn(estate: Estate): { vpcs: Options; targets: Options; tags: readonly string[] } {
  const vpcs = new Set<string>();
  const tags = new Set<string>();
  for (const one of estate.interfaces) if (one.vpcId !== null) vpcs.add(one.vpcId);
  for (const one of [...estate.interfaces, ...estate.sessions]) {
    if (tags.size >= most) break;
    for (const { key, value } of one.tags ?? []) tags.add(`${key}=${value}`);
  }
  return {
    vpcs: withAll([...vpcs].map((id) => [id, id])),
    targets: withAll(targetOptions(estate)),
    tags: [...tags].slice(0, most),
  };
}

function withAll(options: Options): Options {
  const left = options.length - most;
  const rest = left > 0 ? [[more, `${left.toLocaleString('en')} more: search for them`] as const] : [];
  return [['', 'all'], ...options.slice(0, most), ...rest];
}
