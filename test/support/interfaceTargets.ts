/** A network description of sessions whose targets are interfaces, five at each. Nothing is wrong in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Draft } from '../../src/emulator/seeds/networks/draft.ts';
import { collector, createSite, mirror, source } from '../../src/emulator/seeds/networks/site.ts';
import type { Seed } from '../../src/emulator/seeds/seed.ts';
import { newFolder } from './cleanUp.ts';

/** @returns the seed for the embedded EC2. */
export function describeInterfaceTargets(sessions: number): Seed {
  const site = createSite(new Draft({ accountId: '123456789012', region: 'us-east-1' }));
  for (let n = 0; n < sessions / 5; n++) {
    const target = collector(site);
    for (let each = 1; each <= 5; each++) mirror(site, source(site), target);
  }
  const path = join(newFolder(), 'network.json');
  writeFileSync(path, JSON.stringify({ estates: [site.draft.estate] }));
  return `file:${path}`;
}
