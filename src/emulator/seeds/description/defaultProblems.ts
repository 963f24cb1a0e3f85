/** What a network description says of the defaults of its VPCs: each is created, or described under an id of its own. */
import { defaultsOf } from '../../network/vpcDefaults.ts';
import type { Problem } from '../../problems.ts';
import { idsIn } from './references.ts';
import type { DescribedEstate, NetworkDescription } from './shape.ts';

interface Described {
  readonly id: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
}

/** The lists that may have defaults, and the id of the one that would be created for a VPC. */
const lists = (
  estate: DescribedEstate,
): readonly [name: string, rows: readonly Described[], id: (vpcId: string) => string][] => [
  [
    'securityGroups',
    estate.securityGroups.map(({ name, ...row }) => ({ ...row, isDefault: name === 'default' })),
    (vpcId) => defaultsOf(vpcId).groupId,
  ],
  ['networkAcls', estate.networkAcls, (vpcId) => defaultsOf(vpcId).networkAclId],
  [
    'routeTables',
    estate.routeTables.map(({ isMain, ...row }) => ({ ...row, isDefault: isMain })),
    (vpcId) => defaultsOf(vpcId).routeTableId,
  ],
];

/** Ids that only a default has, of VPCs whose default has another id; and described resources in the place of a default. */
export function defaultProblems(description: NetworkDescription): Problem[] {
  const missing = new Set<string>();
  const problems: Problem[] = [];
  for (const [i, estate] of description.estates.entries())
    for (const [name, rows, idOf] of lists(estate))
      for (const { id: vpcId } of estate.vpcs) {
        const id = idOf(vpcId);
        const at = rows.findIndex((row) => row.id === id);
        const hasOwn = rows.some((row) => row.isDefault && row.vpcId === vpcId);
        if (hasOwn && at < 0) missing.add(id);
        if (!hasOwn && at >= 0)
          problems.push({
            path: ['estates', i, name, at, 'id'],
            message: `${id} is the id of the default of ${vpcId}; give it another id, or make it the default`,
          });
      }
  for (const { path, id } of idsIn(description))
    if (missing.has(id))
      problems.push({ path, message: `${id} does not exist; the VPC has a default with another id` });
  return problems;
}
