/** The data of the compute subgraph: the instances of the gateway's demo data, and two cases of the security team. */

const region = 'us-east-1';
const numbered = (stem: string, n: number) => `${stem}${String(n).padStart(4, '0')}`;
const arn = (type: string, id: string) => ({ arn: `arn:aws:ec2:${region}:123456789012:${type}/${id}` });

export interface Instance {
  readonly region: string;
  readonly instanceId: string;
  readonly name: string;
  readonly instanceType: string;
}

export interface NetworkInterface {
  readonly region: string;
  readonly networkInterfaceId: string;
  readonly privateDnsName: string;
  readonly instanceId: string;
}

const rows = [
  ['prod-api-1', 'm5.large'],
  ['prod-api-2', 'm5.large'],
  ['prod-web-1', 'c5.xlarge'],
  ['prod-web-2', 'c5.xlarge'],
  ['prod-payments-1', 'r5.large'],
  ['prod-orders-db-1', 'm5.2xlarge'],
  ['prod-legacy-1', 't2.micro'],
  ['prod-sensor-1', 'c5n.xlarge'],
] as const;

export const instances: readonly Instance[] = rows.map(([name, instanceType], index) => ({
  region,
  instanceId: numbered('i-0f6a7b8c9d0e1', index + 1),
  name,
  instanceType,
}));

export const networkInterfaces: readonly NetworkInterface[] = instances.map(({ instanceId }, index) => ({
  region,
  networkInterfaceId: numbered('eni-0e5f6a7b8c9d0', index + 1),
  privateDnsName: `${rows[index]?.[0]}.${region}.internal`,
  instanceId,
}));

const investigation = (
  id: string,
  title: string,
  instance: Instance | undefined,
  n: number,
  sessionId: string,
) => ({
  id,
  title,
  instance,
  // The session is stored by its global ID, as the gateway returned it when the case was opened; the rest by ARN.
  session: { id: Buffer.from(`123456789012/${region}/${sessionId}`).toString('base64url') },
  target: arn('traffic-mirror-target', numbered('tmt-0b2c3d4e5f6a7', n)),
  filter: arn('traffic-mirror-filter', numbered('tmf-0c3d4e5f6a7b8', n)),
  rule: arn('traffic-mirror-filter-rule', numbered('tmfr-0d4e5f6a7b8c9', n)),
});

export const investigations = [
  investigation('1042', 'Unknown client of the web shop', instances[2], 1, 'tms-0a1b2c3d4e5f60006'),
  // The session of this case no longer exists.
  investigation('1017', 'Slow responses from the orders database', instances[5], 3, 'tms-0ffffffffffffffff'),
];
