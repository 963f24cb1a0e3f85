/** The filters of the `demo` seed, with their rules. */
import type { TrafficMirrorFilterRule } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { demoTags } from './demoNetwork.ts';
import type { DemoShop } from './demoShop.ts';

type Rule = TrafficMirrorFilterRule;
type RuleRow = [
  filter: number,
  direction: Rule['trafficDirection'],
  ruleNumber: number,
  action: Rule['ruleAction'],
  match: Partial<Rule>,
  description?: string,
];

const tcp = 6;
const toPort = (port: number) => ({ protocol: tcp, destinationPortRange: { fromPort: port, toPort: port } });
const fromPort = (port: number) => ({ protocol: tcp, sourcePortRange: { fromPort: port, toPort: port } });

const rules = (prodNetwork: string): RuleRow[] => [
  [1, 'ingress', 100, 'accept', {}],
  [1, 'egress', 100, 'accept', {}],
  [2, 'ingress', 10, 'reject', toPort(22), 'Never SSH'],
  [2, 'ingress', 20, 'accept', toPort(443), 'HTTPS'],
  [2, 'ingress', 30, 'accept', toPort(80), 'HTTP'],
  [2, 'egress', 20, 'accept', fromPort(443), 'HTTPS answers'],
  [3, 'ingress', 10, 'accept', { ...toPort(5432), sourceCidrBlock: `${prodNetwork}.0.0/16` }, 'PostgreSQL'],
  [
    3,
    'ingress',
    20,
    'reject',
    { sourceCidrBlock: '::/0', destinationCidrBlock: '2001:db8:20::/48' },
    'No IPv6',
  ],
];

const dns = ['amazon-dns'];

/** Creates the filters, the last of them without rules. */
export function seedDemoFilters(
  { filters, filterRules, world }: Estate,
  { ids, prodNetwork }: DemoShop,
): void {
  const rows = [
    {
      networkServices: dns,
      description: 'Everything, DNS included',
      tags: demoTags('all-traffic', 'security', 'prod'),
    },
    {
      networkServices: [],
      description: 'Web traffic without SSH',
      tags: demoTags('web-only', 'storefront', 'prod'),
    },
    {
      networkServices: [],
      description: 'Database traffic from the application subnets',
      tags: demoTags('database', 'orders', 'prod'),
    },
    { networkServices: [], tags: demoTags('draft', 'security', 'staging') },
  ];
  rows.forEach((row, i) => {
    filters.put({ ...row, id: ids.filter(i + 1), seq: world.nextSeq() });
  });
  rules(prodNetwork).forEach(([filter, trafficDirection, ruleNumber, ruleAction, match, description], i) => {
    filterRules.put({
      destinationCidrBlock: '0.0.0.0/0',
      sourceCidrBlock: '0.0.0.0/0',
      tags: [],
      ...match,
      id: ids.rule(i + 1),
      seq: world.nextSeq(),
      trafficMirrorFilterId: ids.filter(filter),
      trafficDirection,
      ruleNumber,
      ruleAction,
      description,
    });
  });
}
