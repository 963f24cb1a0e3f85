/**
 * The `broken` seed: 200 sessions in which nothing is wrong, and beside them one example of each fault that keeps packets from
 * arriving, wastes money, is a risk or is worth a notice. What a fault is about has the tag `fault` with its code.
 */

import type { WrittenDescription } from '../description/shape.ts';
import type { Place } from '../places.ts';
import { createIds, Draft } from './draft.ts';
import { blockedPackets, brokenTargets, missingRoute } from './faults/broken.ts';
import { noticeableFilters, noticeableTargets } from './faults/notice.ts';
import { riskyLoadBalancers, riskySessions } from './faults/risk.ts';
import { waste } from './faults/waste.ts';
import { backends, loadBalancer } from './loadBalancer.ts';
import { nearMisses } from './nearMisses.ts';
import { collector, createSite, mirror, type Site, source } from './site.ts';

/** Accounts that AWS's documentation uses in examples. */
const exampleAccounts = ['210987654321', '123456789012'] as const;

export function brokenNetwork(place: Place): WrittenDescription {
  const newId = createIds();
  const site = createSite(new Draft(place, newId));
  const accountId = exampleAccounts.find((one) => one !== place.accountId) ?? exampleAccounts[0];
  const neighbour = createSite(new Draft({ ...place, accountId }, newId));
  clean(site);
  nearMisses(site);
  brokenTargets(site);
  blockedPackets(site);
  missingRoute(site);
  waste(site);
  riskyLoadBalancers(site);
  riskySessions(site);
  forbiddenTargets(site, neighbour);
  noticeableTargets(site);
  noticeableFilters(site);
  return { estates: [site.draft.estate, neighbour.draft.estate], deleted: site.deleted };
}

/** 140 sources behind two load balancers, and 60 at the interfaces of ten hosts. */
function clean(site: Site): void {
  for (const name of ['sensors-1', 'sensors-2']) {
    const target = loadBalancer(site, name, { hosts: backends(site) });
    for (let n = 1; n <= 70; n++) mirror(site, source(site), target);
  }
  for (let host = 1; host <= 10; host++) {
    const target = collector(site);
    for (let n = 1; n <= 6; n++) mirror(site, source(site), target);
  }
}

/** Targets that work and should not be used: one of an account that is not served, and one that an accounts file may leave out. */
function forbiddenTargets(site: Site, neighbour: Site): void {
  const foreign = collector(neighbour, { fault: 'FOREIGN_TARGET' }, {}, [site.draft.place.accountId]);
  mirror(site, source(site), foreign);
  mirror(site, source(site), collector(site, { fault: 'UNAPPROVED_TARGET' }));
}
