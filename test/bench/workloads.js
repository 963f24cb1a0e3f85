/** The workloads in the order of the table, and the programs that each one measures. */

const servers = ['gateway', 'Apollo', 'Yoga', 'Mercurius'];
const readers = [...servers, 'bare SDK'];
const some = ['gateway', 'Apollo', 'Mercurius'];
/** The gateway as it is without a part of it. */
const without = "SDK's reader";

export const workloads = [
  { name: 'nothing but HTTP, 50 clients', only: ['empty'], operation: 'one', clients: 50 },
  { name: 'one session with edges, 1 client', only: [...readers, without], operation: 'one', clients: 1 },
  { name: 'one session with edges, 50 clients', only: readers, operation: 'one', clients: 50 },
  { name: 'one session with edges, 200 clients', only: servers, operation: 'one', clients: 200 },
  { name: 'any of 1,000 sessions with edges, 50 clients', only: servers, operation: 'any', clients: 50 },
  {
    name: 'one session, EC2 5 ms away, 50 clients',
    only: servers,
    operation: 'one',
    clients: 50,
    latencyMs: 5,
  },
  {
    name: 'one session, EC2 50 ms away, 50 clients',
    only: servers,
    operation: 'one',
    clients: 50,
    latencyMs: 50,
  },
  { name: 'list of 1,000 with edges, 10 clients', only: readers, operation: 'list1000', clients: 10 },
  { name: 'list of 1,000 with edges, 1 client', only: [...some, without], operation: 'list1000', clients: 1 },
  {
    name: 'different lists of 900 to 1,000, 10 clients',
    only: [...some, without],
    operation: 'lists',
    clients: 10,
  },
  { name: 'list of 100 with edges, 50 clients', only: servers, operation: 'list100', clients: 50 },
  { name: 'modify, 1 client', only: [...some, 'bare SDK'], operation: 'modify', clients: 1 },
  {
    name: 'modify, EC2 5 ms away, 1 client',
    only: ['gateway', 'bare SDK'],
    operation: 'modify',
    clients: 1,
    latencyMs: 5,
  },
  { name: 'modify, 50 clients', only: some, operation: 'modify', clients: 50 },
  { name: 'mixed, 50 clients', only: servers, operation: 'mixed', clients: 50 },
  ...[10, 200, 1_000].map((clients) => ({
    name: `one session, EC2 50 ms away, ${clients} clients`,
    only: ['gateway'],
    operation: 'one',
    clients,
    latencyMs: 50,
  })),
  ...[10, 50, 200].map((clients) => ({
    name: `any of 1,000 sessions, EC2 50 ms away, ${clients} clients`,
    only: ['gateway'],
    operation: 'any',
    clients,
    latencyMs: 50,
  })),
  ...['one', 'any'].map((operation) => ({
    name: `${operation === 'one' ? 'one session' : 'any of 1,000 sessions'}, EC2 50 ms away throttles, 50 clients for 20 s`,
    only: ['gateway'],
    operation,
    clients: 50,
    latencyMs: 50,
    durationMs: 20_000,
    throttle: true,
  })),
  ...[1, 2].flatMap((processes) => {
    const shape = { only: ['gateway'], processes };
    const name = `processes: ${processes}`;
    return [
      { name: `any of 1,000 sessions, 200 clients, ${name}`, operation: 'any', clients: 200, ...shape },
      {
        name: `different lists of 900 to 1,000, 10 clients, ${name}`,
        operation: 'lists',
        clients: 10,
        ...shape,
      },
    ];
  }),
  {
    name: 'EC2 throttles, 200 reads/s offered for 60 s',
    only: ['gateway', 'Apollo'],
    operation: 'any',
    perSecond: 200,
    durationMs: 60_000,
    throttle: true,
  },
];
