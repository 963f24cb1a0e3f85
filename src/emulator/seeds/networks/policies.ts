/**
 * The `policies:<interfaces>` seed: interfaces in three zones that nothing mirrors yet, and two targets in each zone, for policies
 * that say what must be mirrored.
 */
import type { WrittenDescription } from '../description/shape.ts';
import type { Place } from '../places.ts';
import { Draft, rule } from './draft.ts';
import { vxlan } from './site.ts';

const zones = ['a', 'b', 'c'];
/** An interface of this type takes 100 sources as a target (guide, "Sources" quota). */
const sensorType = 'm5.24xlarge';

/** @param interfaces how many sources there are. They have the tag `mirror`, with the value `yes`. */
export function policiesNetwork(interfaces: number, place: Place): WrittenDescription {
  const draft = new Draft(place);
  const vpcId = draft.add('vpcs', { cidrBlocks: ['10.0.0.0/16'], tags: { Name: 'policies' } });
  const sensorGroup = draft.add('securityGroups', {
    vpcId,
    name: 'sensors',
    description: 'Takes mirrored traffic',
    ingress: [{ ...vxlan, peers: ['10.0.0.0/16'] }],
  });
  const subnetIds = zones.map((letter, i) =>
    draft.add('subnets', {
      vpcId,
      cidrBlock: `10.0.${i * 64}.0/18`,
      availabilityZone: `${place.region}${letter}`,
      tags: { Name: `policies-${letter}` },
    }),
  );
  for (let n = 1; n <= interfaces; n++)
    draft.host(subnetIds[n % zones.length] ?? '', { tags: { Name: `node-${n}`, mirror: 'yes' } });
  subnetIds.forEach((subnetId, i) => {
    for (const n of [1, 2]) {
      const Name = `sensor-${zones[i]}-${n}`;
      const networkInterfaceId = draft.host(subnetId, {
        instanceType: sensorType,
        groupIds: [sensorGroup],
        tags: { Name },
      });
      draft.add('targets', { networkInterfaceId, description: Name, tags: { Name, role: 'sensor' } });
    }
  });
  draft.add('filters', {
    description: 'Everything',
    rules: [rule('ingress', 100), rule('egress', 100)],
    tags: { Name: 'everything' },
  });
  return { estates: [draft.estate] };
}
