/** The workloads in the order of the tables, and the programs that each one measures. */
import type { OperationName } from './operations.ts';
import { manyAccounts } from './places.ts';
import type { ProgramName } from './programs.ts';

export interface Workload {
  readonly name: string;
  readonly programs: readonly ProgramName[];
  readonly operation: OperationName;
  /** How many clients there are; each sends its next request when it has the answer to its last one. */
  readonly clients?: number;
  /** Instead: how many requests are sent in a second, whether or not earlier ones are answered. */
  readonly perSecond?: number;
  /** Of a single measurement, instead of the rounds. */
  readonly durationMs?: number;
  /** How far away EC2 is. Default: 0. */
  readonly latencyMs?: number;
  /** Whether EC2 refuses what exceeds its request rates, and the gateway keeps below them. */
  readonly throttle?: boolean;
  /** Of the program. Default: 1. */
  readonly processes?: number;
  /** What is in EC2. Default: 1,000 sessions. */
  readonly seed?: string;
  /** With more than one, each has a small estate in two Regions. */
  readonly accounts?: number;
}

export interface Section {
  readonly title: string;
  readonly workloads: readonly Workload[];
}

export const peers = ['Apollo Server', 'Yoga', 'Mercurius, jit'] as const;
export const servers = ['gateway', ...peers] as const;
const andSdk = [...servers, 'bare SDK'] as const;
const andSdkReader = [...servers, "gateway with the SDK's reader"] as const;
const gateway = ['gateway'] as const;

/** The names of those that the summary shows. */
export const lead = {
  random: 'any of 1,000 sessions, 50 clients',
  lists: 'different lists of 900 to 1,000, 10 clients',
  one: 'one session, 1 client',
  change: 'modify, 1 client',
  walk: 'all pages of 10,000 sessions',
  findings: 'all findings about 10,000 sessions',
  coverage: 'coverage of 10,000 interfaces',
  throttled: '200 random reads/s offered for 20 s',
} as const;

const estate = { seed: 'large:10000', clients: 1 } as const;
const far = { latencyMs: 50 } as const;

export const sections: readonly Section[] = [
  {
    title: 'Random reads',
    workloads: [
      { name: lead.random, programs: servers, operation: 'any', clients: 50 },
      {
        name: 'any of 1,000 sessions, EC2 50 ms away, 50 clients',
        programs: servers,
        operation: 'any',
        clients: 50,
        ...far,
      },
      {
        name: 'the sessions of any of 200 accounts × 2 Regions, 50 clients',
        programs: servers,
        operation: 'ofPlace',
        clients: 50,
        seed: 'empty',
        accounts: manyAccounts,
      },
      {
        name: 'mixed: reads, lists of 100, changes, 50 clients',
        programs: servers,
        operation: 'mixed',
        clients: 50,
      },
    ],
  },
  {
    title: 'Lists that differ',
    workloads: [
      {
        name: lead.lists,
        programs: [...andSdkReader, 'bare SDK'],
        operation: 'lists',
        clients: 10,
      },
    ],
  },
  {
    title: 'One client',
    workloads: [
      { name: lead.one, programs: andSdk, operation: 'one', clients: 1 },
      { name: 'list of 1,000, 1 client', programs: andSdkReader, operation: 'list1000', clients: 1 },
    ],
  },
  {
    title: 'Changes',
    workloads: [
      { name: lead.change, programs: andSdk, operation: 'modify', clients: 1 },
      { name: 'modify, 50 clients', programs: servers, operation: 'modify', clients: 50 },
    ],
  },
  {
    title: 'Equal reads, the flattering case',
    workloads: [
      { name: 'the same session, 50 clients', programs: andSdk, operation: 'one', clients: 50 },
      { name: 'the same list of 1,000, 10 clients', programs: servers, operation: 'list1000', clients: 10 },
    ],
  },
  {
    title: 'Estates of 10,000 sessions, and 400 accounts and Regions',
    workloads: [
      { name: lead.walk, programs: servers, operation: 'allSessions', ...estate },
      { name: lead.findings, programs: gateway, operation: 'allFindings', ...estate },
      { name: lead.coverage, programs: gateway, operation: 'coverage', seed: 'wide:10000', clients: 1 },
      {
        name: 'all sessions of 200 accounts × 2 Regions',
        programs: gateway,
        operation: 'allPlaces',
        seed: 'empty',
        accounts: manyAccounts,
        clients: 1,
      },
    ],
  },
  {
    title: 'The gateway alone',
    workloads: [
      { name: 'nothing but HTTP, 50 clients', programs: ['empty server'], operation: 'one', clients: 50 },
      ...[10, 100, 1_000].map((clients) => ({
        name: `the same session, EC2 50 ms away, ${clients} clients`,
        programs: gateway,
        operation: 'one' as const,
        clients,
        ...far,
      })),
      ...[1, 2].map((processes) => ({
        name: `any of 1,000 sessions, 200 clients, processes: ${processes}`,
        programs: gateway,
        operation: 'any' as const,
        clients: 200,
        processes,
      })),
    ],
  },
  {
    title: 'Executing',
    workloads: (
      [
        { name: 'different lists of 50 to 149, 10 clients', operation: 'lists100', clients: 10 },
        { name: 'list of 100, 1 client', operation: 'list100', clients: 1 },
        { name: 'the same list of 100, 50 clients', operation: 'list100', clients: 50 },
      ] as const
    ).map((workload) => ({ ...workload, programs: ['gateway', 'gateway without graphql-jit'] as const })),
  },
  {
    title: 'Under the request rates of EC2',
    workloads: [
      {
        name: lead.throttled,
        programs: servers,
        operation: 'any',
        perSecond: 200,
        durationMs: 20_000,
        throttle: true,
      },
    ],
  },
  {
    title: 'Tracing',
    workloads: (['any', 'one'] as const).map((operation) => ({
      name: `${operation === 'any' ? 'any of 1,000 sessions' : 'the same session'}, 50 clients, traced`,
      programs: ['gateway', 'gateway, a tenth traced'] as const,
      operation,
      clients: 50,
    })),
  },
];
