/**
 * Which instance families can be mirrored, from the VPC Traffic Mirroring guide (November 2026). The guide's list changes, so a family
 * that is in neither set counts as not known. The embedded EC2 has its own table, and a test compares the two.
 */

const words = (text: string) => new Set(text.split(/\s+/));

/** Nitro families, and the Xen families that the guide allows. */
export const supportedFamilies = words(
  `a1 c4 c5 c5a c5ad c5d c5n c6g d2 d3 d3en g3 g3s g4ad g4dn h1 i3 i3en inf1 m4 m5 m5a m5ad m5d m5dn m5n m5zn m6g
  p2 p3 p3dn p4d r4 r5 r5a r5ad r5b r5d r5dn r5n r6g t3 t3a t4g x1 x1e z1d`,
);

/** Families that the guide excludes: newer Nitro families first, then Xen families. */
export const unsupportedFamilies = words(
  `m6a m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8g c6a c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c8g
  r6a r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8g x2idn x2iedn x2iezn x8g i4g i4i im4gn is4gen
  inf2 p5 trn1 trn1n hpc6a hpc6id hpc7a hpc7g
  c1 c3 cc2 cg1 cr1 f1 g2 hi1 hs1 i2 m1 m2 m3 r3 t1 t2`,
);

/** Bare metal instances can never be mirrored. @returns undefined when it is not known. */
export function canBeMirrored(instanceType: string): boolean | undefined {
  const [family = ''] = instanceType.split('.');
  if (isBareMetal(instanceType) || unsupportedFamilies.has(family)) return false;
  return supportedFamilies.has(family) ? true : undefined;
}

export const isBareMetal = (instanceType: string): boolean => /\.metal/.test(instanceType);
