/** What the AWS guide says about instance types, and that the gateway and the embedded EC2 hold the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as emulator from '../../src/emulator/instances/instanceTypes.ts';
import * as gateway from '../../src/mirroring/instanceTypes.ts';
import { modules, toModule } from '../../tools/guide.ts';
import { bareMetalFamilies, families } from '../support/guide/byHand.ts';

test.each(modules)('%s is what `npm run guide` writes', (path) => {
  expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toBe(toModule());
});

describe.each([
  ['the gateway', gateway],
  ['the embedded EC2', emulator],
])('the tables of %s', (_, tables) => {
  test('have the 126 families that can be sources, and the 23 whose bare metal instances can', () => {
    expect([families.length, bareMetalFamilies.length]).toEqual([126, 23]);
    expect([...tables.sourceFamilies].toSorted()).toEqual(families);
    expect([...tables.bareMetalSourceFamilies].toSorted()).toEqual(bareMetalFamilies);
  });

  test('have the 141 types that accept 100 sources', () => {
    expect(tables.targetTypesWith100Sources.size).toBe(141);
    const listed = ['m5.24xlarge', 'm6i.32xlarge', 'm8g.48xlarge', 'c7gn.16xlarge', 'u-6tb1.56xlarge'];
    const alsoListed = ['p5.4xlarge', 'g6e.12xlarge', 'hpc7a.12xlarge', 'trn2u.48xlarge', 'z1d.12xlarge'];
    const others = [
      't3.2xlarge',
      't2.2xlarge',
      'm5.12xlarge',
      'm5.metal',
      'm4.16xlarge',
      'i3.16xlarge',
      'm7g.16xlarge',
      '',
    ];
    for (const type of [...listed, ...alsoListed]) expect(tables.targetTypesWith100Sources).toContain(type);
    for (const type of others) expect(tables.targetTypesWith100Sources).not.toContain(type);
  });
});
