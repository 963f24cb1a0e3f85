/** The ids and addresses of one shop: the `demo` seed puts one into each account and Region. */
import { regionNumber } from '../network/regions.ts';
import type { Place } from './places.ts';

/** What comes before the number of a resource. */
const stems = {
  session: 'tms-0a1b2c3d4e5f600',
  target: 'tmt-0b2c3d4e5f6a700',
  filter: 'tmf-0c3d4e5f6a7b800',
  rule: 'tmfr-0d4e5f6a7b8c900',
  networkInterface: 'eni-0e5f6a7b8c9d000',
  instance: 'i-0f6a7b8c9d0e100',
  vpc: 'vpc-01a2b3c4d5e6f00',
  subnet: 'subnet-02b3c4d5e6f7a00',
  vpcEndpoint: 'vpce-03c4d5e6f7a8b00',
  transitGateway: 'tgw-04d5e6f7a8b9c00',
  transitGatewayAttachment: 'tgw-attach-05e6f7a8b9c0d00',
  // Those of other shops share digits with the defaults of VPCs, so that numbers up to 10 are taken.
  securityGroup: 'sg-06f7a8b9c0d1e00',
  vpcPeeringConnection: 'pcx-07a8b9c0d1e2f00',
} as const;

/** Ids by kind and number, from 1 to 99. */
type DemoIds = Readonly<Record<keyof typeof stems, (n: number) => string>>;

/** What differs between shops. */
export interface DemoShop {
  readonly ids: DemoIds;
  /** The first two bytes of the addresses of a VPC, e.g. `10.20`. */
  readonly prodNetwork: string;
  readonly stagingNetwork: string;
}

const numbered = (toStem: (stem: string) => string) => {
  const entries = Object.entries(stems).map(([kind, stem]) => {
    const ownStem = toStem(stem);
    return [kind, (n: number) => `${ownStem}${String(n).padStart(2, '0')}`];
  });
  // fromEntries forgets the names.
  return Object.fromEntries(entries) as DemoIds;
};

/** The shop whose ids the documentation quotes. */
export const documentedShop: DemoShop = {
  ids: numbered((stem) => stem),
  prodNetwork: '10.20',
  stagingNetwork: '10.30',
};

/**
 * Another shop, whose ids have its account and the number of its Region as digits. `n` counts them from 0; networks differ
 * among a hundred.
 */
export function anotherShop({ accountId, region }: Place, n: number): DemoShop {
  const digits = `0${accountId}${regionNumber(region).toString(16).padStart(2, '0')}`;
  const network = 40 + 2 * (n % 100);
  return {
    ids: numbered((stem) => stem.replace(/[^-]+$/, digits)),
    prodNetwork: `10.${network}`,
    stagingNetwork: `10.${network + 1}`,
  };
}
