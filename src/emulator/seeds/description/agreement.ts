/** What the parts of a network description must agree on: what EC2 has once, and what must be in one VPC. */
import { loadBalancerOf } from '../../loadBalancing/arns.ts';
import { defaultsOf } from '../../network/vpcDefaults.ts';
import { type Problem, twice } from '../../problems.ts';
import type { Place } from '../places.ts';
import type { DescribedEstate, NetworkDescription } from './shape.ts';

type Path = Problem['path'];

function uniqueProblems(estate: DescribedEstate, path: Path): Problem[] {
  const { vpcs, securityGroups, networkAcls, routeTables, filters, sessions } = estate;
  return [
    ...twice(
      vpcs,
      [...path, 'vpcs'],
      ({ isDefault }) => (isDefault ? 'default' : undefined),
      () => 'the estate has a default VPC already',
    ),
    ...twice(
      securityGroups,
      [...path, 'securityGroups'],
      ({ vpcId, name }) => `${vpcId} has a group named ${name}`,
      (key) => `${key} already`,
    ),
    ...twice(
      networkAcls,
      [...path, 'networkAcls'],
      ({ vpcId, isDefault }) => (isDefault ? vpcId : undefined),
      (vpcId) => `${vpcId} has a default network ACL already`,
    ),
    ...twice(
      routeTables,
      [...path, 'routeTables'],
      ({ vpcId, isMain }) => (isMain ? vpcId : undefined),
      (vpcId) => `${vpcId} has a main route table already`,
    ),
    ...twice(
      sessions,
      [...path, 'sessions'],
      ({ networkInterfaceId, sessionNumber }) => `${networkInterfaceId} has session number ${sessionNumber}`,
      (key) => `${key} already`,
    ),
    ...filters.flatMap(({ rules }, i) =>
      twice(
        rules,
        [...path, 'filters', i, 'rules'],
        ({ trafficDirection, ruleNumber }) => `the filter has ${trafficDirection} rule ${ruleNumber}`,
        (key) => `${key} already`,
      ),
    ),
  ];
}

/** The VPC of everything that belongs to one, by id. */
function vpcsOf(description: NetworkDescription): Map<string, string> {
  const found = new Map<string, string>();
  for (const estate of description.estates) {
    const { vpcs, securityGroups, networkAcls, routeTables, subnets, instances } = estate;
    for (const { id } of vpcs) for (const one of Object.values(defaultsOf(id))) found.set(one, id);
    const { loadBalancers, targetGroups } = estate;
    for (const { id, vpcId } of [
      ...securityGroups,
      ...networkAcls,
      ...routeTables,
      ...subnets,
      ...targetGroups,
    ])
      found.set(id, vpcId);
    const placed = [
      ...instances.map(({ id, subnetId }) => [id, found.get(subnetId)] as const),
      ...loadBalancers.map(({ id, subnetIds }) => [id, found.get(subnetIds[0] ?? '')] as const),
    ];
    for (const [id, vpcId] of placed) if (vpcId !== undefined) found.set(id, vpcId);
  }
  return found;
}

function placeProblems(estate: DescribedEstate, path: Path, vpcOf: ReadonlyMap<string, string>): Problem[] {
  const problems: Problem[] = [];
  /** What does not exist is a problem of its own. */
  const check = (vpcId: string | undefined, id: string | undefined, ...where: PropertyKey[]) => {
    const other = vpcOf.get(id ?? '');
    if (vpcId !== undefined && other !== undefined && other !== vpcId)
      problems.push({ path: [...path, ...where], message: `${id} is in ${other} and not in ${vpcId}` });
  };
  for (const [i, { vpcId, networkAclId, routeTableId }] of estate.subnets.entries()) {
    check(vpcId, networkAclId, 'subnets', i, 'networkAclId');
    check(vpcId, routeTableId, 'subnets', i, 'routeTableId');
  }
  for (const [i, { subnetId, groupIds = [] }] of estate.networkInterfaces.entries())
    for (const [j, id] of groupIds.entries())
      check(vpcOf.get(subnetId), id, 'networkInterfaces', i, 'groupIds', j);
  for (const [i, { vpcId, ...endpoint }] of estate.vpcEndpoints.entries())
    for (const name of ['subnetIds', 'routeTableIds', 'groupIds'] as const)
      for (const [j, id] of endpoint[name].entries()) check(vpcId, id, 'vpcEndpoints', i, name, j);
  for (const [i, { id, ...balancer }] of estate.loadBalancers.entries())
    for (const name of ['subnetIds', 'groupIds'] as const)
      for (const [j, one] of balancer[name].entries()) check(vpcOf.get(id), one, 'loadBalancers', i, name, j);
  for (const [i, { vpcId, registrations }] of estate.targetGroups.entries())
    for (const [j, { targetId }] of registrations.entries())
      check(vpcId, targetId, 'targetGroups', i, 'registrations', j, 'targetId');
  for (const [i, { id, targetGroupArns }] of estate.listeners.entries())
    for (const [j, arn] of targetGroupArns.entries())
      check(vpcOf.get(loadBalancerOf(id)), arn, 'listeners', i, 'targetGroupArns', j);
  return problems;
}

/**
 * What is in a subnet takes its place from it, so the subnet must be in the same estate. A subnet that does not exist at all is a
 * problem of its own.
 *
 * @param known all subnets of the description, and ids that are deleted.
 */
function subnetProblems(estate: DescribedEstate, path: Path, known: ReadonlySet<string>): Problem[] {
  const own = new Set(estate.subnets.map(({ id }) => id));
  const check = (id: string, ...where: PropertyKey[]): Problem[] =>
    !known.has(id) || own.has(id)
      ? []
      : [{ path: [...path, ...where], message: `${id} must be a subnet of the same estate` }];
  return [
    ...(['instances', 'networkInterfaces'] as const).flatMap((name) =>
      estate[name].flatMap(({ subnetId }, i) => check(subnetId, name, i, 'subnetId')),
    ),
    ...estate.loadBalancers.flatMap(({ subnetIds }, i) =>
      subnetIds.flatMap((id, j) => check(id, 'loadBalancers', i, 'subnetIds', j)),
    ),
  ];
}

/**
 * @param description one whose values are what they must be.
 * @param main where the estates are that name no account or Region.
 */
export function agreementProblems(description: NetworkDescription, main: Place): Problem[] {
  const { estates, deleted } = description;
  const vpcOf = vpcsOf(description);
  const subnets = new Set([...deleted, ...estates.flatMap((estate) => estate.subnets.map(({ id }) => id))]);
  return [
    ...twice(
      estates,
      ['estates'],
      ({ accountId = main.accountId, region = main.region }) => `${accountId} in ${region}`,
      (place) => `there is an estate of ${place} already`,
    ),
    ...estates.flatMap((estate, i) => [
      ...uniqueProblems(estate, ['estates', i]),
      ...placeProblems(estate, ['estates', i], vpcOf),
      ...subnetProblems(estate, ['estates', i], subnets),
    ]),
  ];
}
