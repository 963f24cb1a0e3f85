/** The `wide:<interfaces>` seed: one session for each interface, spread over ten load balancers. Nothing is wrong in it. */
import type { WrittenDescription } from '../description/shape.ts';
import type { Place } from '../places.ts';
import { Draft } from './draft.ts';
import { backends, loadBalancer } from './loadBalancer.ts';
import { createSite, mirror } from './site.ts';

const loadBalancers = 10;

export function wideNetwork(interfaces: number, place: Place): WrittenDescription {
  const site = createSite(new Draft(place));
  const targets = Array.from({ length: loadBalancers }, (_, i) =>
    loadBalancer(site, `sensors-${i + 1}`, { hosts: backends(site) }),
  );
  for (let n = 0; n < interfaces; n++) {
    const mirrored = site.draft.host(site.subnetIds[n % 2 === 0 ? 0 : 1], {
      tags: { Name: `node-${n + 1}` },
    });
    mirror(site, mirrored, targets[n % loadBalancers] ?? '');
  }
  return { estates: [site.draft.estate] };
}
