/**
 * What the AWS guide lists, taken from it by hand and in another order than instance-types.json, so that an error in that file is seen.
 * Never generate it.
 */
const sorted = (text: string) => text.split(/\s+/).toSorted();

/** Families whose instances can be sources, unless they are bare metal. */
export const families = sorted(
  `a1 c4 c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7i c7i-flex d2 d3 d3en dl1 dl2q
  f1 f2 g3 g4ad g4dn g5 g5g g6 g6e g6f gr6 gr6f h1 hpc6a hpc6id hpc7a i3 i3en i4g i4i i7i im4gn inf1 inf2 is4gen
  m4 m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex
  mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro p3 p3dn p4d p4de p5 p5e
  r4 r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz t3 t3a t4g trn1 trn1n
  u-3tb1 u-6tb1 u-9tb1 u-12tb1 u-18tb1 u-24tb1 u7i-6tb u7i-8tb u7i-12tb u7in-16tb u7in-24tb u7in-32tb u7inh-32tb vt1
  x1 x1e x2gd x2idn x2iedn x2iezn z1d`,
);

/** Families whose bare metal instances can be sources. */
export const bareMetalFamilies = sorted(
  'a1 c5 c5d c6g c6gd g5g i3 m5 m5d m6g m6gd mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro r5 r5b r5d r6g r6gd x2gd z1d',
);
