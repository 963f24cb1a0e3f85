/**
 * Which instance types can be mirrored, and which are the largest of their family. The data is from the VPC Traffic
 * Mirroring guide (November 2026); the lists change.
 */

/** Nitro families that the guide excludes. */
const excludedNitro = [
  ...['m6a', 'm6i', 'm6id', 'm6idn', 'm6in', 'm7a', 'm7g', 'm7gd', 'm7i', 'm7i-flex', 'm8g'],
  ...['c6a', 'c6gd', 'c6gn', 'c6i', 'c6id', 'c6in', 'c7a', 'c7g', 'c7gd', 'c7gn', 'c7i', 'c8g'],
  ...['r6a', 'r6i', 'r6id', 'r6idn', 'r6in', 'r7a', 'r7g', 'r7gd', 'r7i', 'r7iz', 'r8g'],
  ...['x2idn', 'x2iedn', 'x2iezn', 'x8g', 'i4g', 'i4i', 'im4gn', 'is4gen'],
  ...['inf2', 'p5', 'trn1', 'trn1n', 'hpc6a', 'hpc6id', 'hpc7a', 'hpc7g'],
];

/** Xen families, except those that the guide allows: C4, D2, G3, G3s, H1, I3, M4, P2, P3, R4, X1, X1e. */
const excludedXen = [
  ...['c1', 'c3', 'cc2', 'cg1', 'cr1', 'f1', 'g2', 'hi1', 'hs1'],
  ...['i2', 'm1', 'm2', 'm3', 'r3', 't1', 't2'],
];

const excluded = new Set([...excludedNitro, ...excludedXen]);

/** Whether an interface of an instance of this type, e.g. `m5.large`, can be a source. Bare metal cannot. */
export function canBeMirrored(instanceType: string): boolean {
  const [family = '', size = ''] = instanceType.split('.');
  return !excluded.has(family) && !size.startsWith('metal');
}

/**
 * The largest virtualised size of each family. In a family that is not listed, the smaller quota applies to every size.
 */
const largestSizes: Readonly<Record<string, string>> = {
  a1: '4xlarge',
  c4: '8xlarge',
  c5: '24xlarge',
  c5a: '24xlarge',
  c5d: '24xlarge',
  c5n: '18xlarge',
  c6g: '16xlarge',
  i3: '16xlarge',
  i3en: '24xlarge',
  m4: '16xlarge',
  m5: '24xlarge',
  m5a: '24xlarge',
  m5d: '24xlarge',
  m5dn: '24xlarge',
  m5n: '24xlarge',
  m5zn: '12xlarge',
  m6g: '16xlarge',
  r4: '16xlarge',
  r5: '24xlarge',
  r5a: '24xlarge',
  r5d: '24xlarge',
  r5n: '24xlarge',
  r6g: '16xlarge',
  t2: '2xlarge',
  t3: '2xlarge',
  t3a: '2xlarge',
  t4g: '2xlarge',
  x1: '32xlarge',
  x1e: '32xlarge',
  z1d: '12xlarge',
};

/** Whether this is the largest size of its family, for the quota of sources per target interface. */
export function isLargestSize(instanceType: string): boolean {
  const [family = '', size] = instanceType.split('.');
  return Object.hasOwn(largestSizes, family) && largestSizes[family] === size;
}
