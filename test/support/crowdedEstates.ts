/** Estates of several accounts with thousands of sessions: four VPCs each, in which everything is mirrored inside the VPC. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WrittenDescription } from '../../src/emulator/seeds/description/shape.ts';
import { createIds, Draft, type NewId } from '../../src/emulator/seeds/networks/draft.ts';
import { backends, loadBalancer } from '../../src/emulator/seeds/networks/loadBalancer.ts';
import { collector, createSite, mirror } from '../../src/emulator/seeds/networks/site.ts';
import { newFolder } from './cleanUp.ts';

export const crowdedRegion = 'us-east-1';
const vpcs = 4;
/** Of these sources, the first has one session, the second two and the third three. */
const cycle = [1, 2, 3] as const;

interface Crowd {
  readonly accountIds: readonly string[];
  /** In each account, a multiple of 24. */
  readonly sessions: number;
}

/** How many of a kind each account has. */
export const crowdOf = ({ sessions }: Pick<Crowd, 'sessions'>) => {
  const mirrored = sessions / 2;
  return { vpcs, mirrored, unmirrored: mirrored / 2, targets: vpcs * 3, filters: vpcs };
};

/** @returns the path of a network description, for the seed `file:`. */
export function writeCrowdedEstates(crowd: Crowd): string {
  const newId = createIds();
  const estates = crowd.accountIds.map((accountId) => estateOf(accountId, crowd, newId));
  const path = join(newFolder(), 'network.json');
  writeFileSync(path, JSON.stringify({ estates } satisfies WrittenDescription));
  return path;
}

function estateOf(accountId: string, crowd: Crowd, newId: NewId) {
  const draft = new Draft({ accountId, region: crowdedRegion }, newId);
  const { mirrored, unmirrored } = crowdOf(crowd);
  for (let v = 1; v <= vpcs; v++) {
    const site = createSite(draft);
    const hosts = backends(site);
    const targets = [
      loadBalancer(site, `sensors-${v}-a`, { hosts, tags: { Name: `sensors-${v}-a` } }),
      loadBalancer(site, `sensors-${v}-b`, { hosts, tags: { Name: `sensors-${v}-b` } }),
      collector(site, { Name: `collector-${v}` }, { instanceType: 'c5n.18xlarge' }),
    ] as const;
    for (let n = 0; n < (mirrored + unmirrored) / vpcs; n++) {
      const isMirrored = n < mirrored / vpcs;
      const tags = { Name: `${isMirrored ? 'node' : 'spare'}-${v}-${n + 1}`, team: `team-${n % 7}` };
      const source = draft.host(site.subnetIds[n % 2 === 0 ? 0 : 1], { tags });
      for (let s = 1; isMirrored && s <= (cycle[n % 3] ?? 0); s++)
        mirror(site, source, targets[(n + s) % 3] ?? '', {
          sessionNumber: s,
          tags: { Name: `session-${v}-${n + 1}-${s}` },
        });
    }
  }
  return draft.estate;
}
