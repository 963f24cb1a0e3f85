/** The plan of a change of tags. */
import type { TagRecord } from '../../ec2/tags.ts';
import type { TagTrafficMirrorResourcesInput, TrafficMirrorFieldChange } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { tagChangesBetween } from '../mutations/changes.ts';
import { notFound, type Origin } from '../mutations/inputs.ts';
import { checkTags, readEach, refuseTags, type TagChange, tagSteps } from '../mutations/tags.ts';
import { noEffect } from './effects.ts';
import { plan } from './plan.ts';

export async function planTags(context: GatewayContext, origin: Origin<TagTrafficMirrorResourcesInput>) {
  const checked = checkTags(context, origin);
  if ('userErrors' in checked)
    return { ...(await plan<undefined>(context, origin, checked)), resources: null };
  const { scope, ids, given } = checked;
  const found = await readEach(context, scope, ids);
  const resources = found.filter((resource) => resource !== null);
  const problems = ids
    .filter((_, index) => found[index] === null)
    .map((id) => ({ ...notFound('resourceIds', id), field: ['resourceIds', given.indexOf(id)] }));
  const planned = await plan<undefined>(context, origin, {
    action: checked.add.length > 0 ? 'CreateTags' : 'DeleteTags',
    scope,
    refuse: async () => refuseTags(checked),
    dryRun: async (options) => {
      const [first, second] = tagSteps(checked);
      const outcome = await first(options);
      return second !== undefined && outcome.kind === 'permitted' ? second(options) : outcome;
    },
    changes: () => different(resources.flatMap(({ tags }) => changesOf(tags ?? [], checked))),
    effect: () => noEffect,
    looks: () => [Promise.resolve({ problems })],
  });
  return { ...planned, resources };
}

function changesOf(before: readonly TagRecord[], { add, removeKeys }: TagChange) {
  const replaced = new Set([...removeKeys, ...add.map(({ key }) => key)]);
  return tagChangesBetween(before, [...before.filter(({ key }) => !replaced.has(key)), ...add]);
}

/** Each change once. */
const different = (changes: readonly TrafficMirrorFieldChange[]): TrafficMirrorFieldChange[] => [
  ...new Map(changes.map((change) => [JSON.stringify(change), change])).values(),
];

export type TagPlan = Awaited<ReturnType<typeof planTags>>;
