/** P12: a load balancer uses a connection again after it was idle for 65 s, and finds it open. */
import { reuse } from '../../support/idleConnections.ts';
import { type Gateway, startRig } from '../rig.ts';
import { type Driver, exactly } from '../row.ts';

const connections = 200;
/** To a request for what is not there, which needs no token. */
const answer = '404';

/** In aws mode, connections may be idle for 75 s. */
export const idleConnections: Driver = async ({ isShort, hasStore }) => {
  const idleSeconds = isShort ? 12 : 65;
  const rig = await startRig({ replicas: 1, hasStore });
  const { before, after } = await reuse(
    (rig.gateways[0] as Gateway).url,
    '/nothing',
    connections,
    idleSeconds,
  );
  const answered = after.filter((status) => status === answer).length;
  const first = before.filter((status) => status === answer).length;
  const what = `P12: connections used again after ${idleSeconds} s`;
  return [exactly(what, answered, connections, `${first} answered before`)];
};
