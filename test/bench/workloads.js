/** The workloads, in the order of the table. Without `only`, all programs are measured. */

const servers = ['gateway', 'Apollo', 'Yoga', 'Mercurius'];
const readers = [...servers, 'bare SDK'];

export const workloads = [
  { name: 'nothing but HTTP, 50 clients', operation: 'one', clients: 50, only: ['empty'] },
  { name: 'one session with edges, 1 client', operation: 'one', clients: 1, only: readers },
  { name: 'one session with edges, 50 clients', operation: 'one', clients: 50, only: readers },
  { name: 'one session with edges, 200 clients', operation: 'one', clients: 200, only: readers },
  { name: 'any of 1,000 sessions with edges, 50 clients', operation: 'any', clients: 50, only: servers },
  {
    name: 'one session, EC2 5 ms away, 50 clients',
    operation: 'one',
    clients: 50,
    latencyMs: 5,
    only: readers,
  },
  {
    name: 'one session, EC2 50 ms away, 50 clients',
    operation: 'one',
    clients: 50,
    latencyMs: 50,
    only: readers,
  },
  { name: 'list of 1,000 with edges, 10 clients', operation: 'list1000', clients: 10, only: readers },
  { name: 'list of 1,000 with edges, 1 client', operation: 'list1000', clients: 1, only: readers },
  { name: 'list of 100 with edges, 50 clients', operation: 'list100', clients: 50, only: readers },
  { name: 'modify, 1 client', operation: 'modify', clients: 1, only: readers },
  { name: 'modify, 50 clients', operation: 'modify', clients: 50, only: readers },
  { name: 'mixed, 50 clients', operation: 'mixed', clients: 50, only: servers },
  ...[10, 100, 1_000].map((clients) => ({
    name: `one session, EC2 50 ms away, ${clients} clients`,
    operation: 'one',
    clients,
    latencyMs: 50,
    only: ['gateway'],
  })),
  {
    name: 'one session, 50 clients, two processes',
    operation: 'one',
    clients: 50,
    processes: 2,
    only: ['gateway'],
  },
  {
    name: 'EC2 throttles, 200 reads/s offered for 60 s',
    operation: 'any',
    perSecond: 200,
    durationMs: 60_000,
    throttle: true,
    only: ['gateway', 'Apollo'],
  },
];
