/** What the load balancing of a network description must agree on: owners, VPCs, and what exists once. */
import { arnKinds, loadBalancerOf, nameOf, ownerIn } from '../../loadBalancing/arns.ts';
import { type Problem, twice } from '../../problems.ts';
import type { Place } from '../places.ts';
import type { DescribedEstate, NetworkDescription } from './shape.ts';

const lists = ['loadBalancers', 'targetGroups', 'listeners'] as const;

/** ARNs that name another account or Region than the estate in which they are. */
function ownerProblems(estate: DescribedEstate, path: Problem['path'], main: Place): Problem[] {
  const { accountId = main.accountId, region = main.region } = estate;
  return lists.flatMap((name) =>
    estate[name].flatMap(({ id }, i) => {
      const owner = ownerIn(arnKinds[name], id);
      if (owner?.accountId === accountId && owner.region === region) return [];
      return [{ path: [...path, name, i, 'id'], message: `must be of ${accountId} in ${region}` }];
    }),
  );
}

function uniqueProblems(estate: DescribedEstate, path: Problem['path']): Problem[] {
  const { loadBalancers, targetGroups, listeners } = estate;
  const named = (key: string) => `there is one named ${key} already`;
  const uses = listeners.map(({ id, targetGroupArns }) => ({
    balancer: loadBalancerOf(id),
    targetGroupArns,
  }));
  return [
    ...twice(loadBalancers, [...path, 'loadBalancers'], ({ id }) => nameOf(id), named),
    ...twice(targetGroups, [...path, 'targetGroups'], ({ id }) => nameOf(id), named),
    ...twice(
      listeners,
      [...path, 'listeners'],
      ({ id, port }) => `${loadBalancerOf(id)} has a listener${port === undefined ? '' : ` on port ${port}`}`,
      (key) => `${key} already`,
    ),
    ...uses.flatMap(({ balancer, targetGroupArns }, i) =>
      targetGroupArns.flatMap((arn, j) =>
        uses.slice(0, i).some((one) => one.balancer !== balancer && one.targetGroupArns.includes(arn))
          ? [
              {
                path: [...path, 'listeners', i, 'targetGroupArns', j],
                message: `${arn} has another load balancer already`,
              },
            ]
          : [],
      ),
    ),
  ];
}

/** The load balancers of listeners must exist: they are in the ARNs of those, where no reference is looked for. */
function missingProblems(
  { listeners }: DescribedEstate,
  path: Problem['path'],
  known: ReadonlySet<string>,
): Problem[] {
  return listeners.flatMap(({ id }, i) => {
    const balancer = loadBalancerOf(id);
    if (known.has(balancer)) return [];
    const message = `${balancer} does not exist; describe it, or add it to "deleted"`;
    return [{ path: [...path, 'listeners', i, 'id'], message }];
  });
}

/** @param main where the estates are that name no account or Region. */
export function loadBalancingProblems({ estates, deleted }: NetworkDescription, main: Place): Problem[] {
  const known = new Set([
    ...deleted,
    ...estates.flatMap(({ loadBalancers }) => loadBalancers.map(({ id }) => id)),
  ]);
  return estates.flatMap((estate, i) => [
    ...ownerProblems(estate, ['estates', i], main),
    ...uniqueProblems(estate, ['estates', i]),
    ...missingProblems(estate, ['estates', i], known),
  ]);
}
