/** Rolling restarts: while two built gateways behind a load balancer are restarted in turn, no request fails. */
import { expect } from '@jest/globals';
import { drainSeconds, startRig } from '../replicas/rig.ts';
import { isWell, restartInTurn } from '../replicas/rows/restarts.ts';
import { testWithBalancer } from '../support/balancer.ts';

/** How many restarts; more in a long run. */
const restarts = Number(process.env.RESTARTS ?? 4);

testWithBalancer(
  'rolling restarts fail no request',
  async () => {
    const rig = await startRig({
      replicas: 2,
      hasStore: false,
      ec2: { throttle: false },
      env: { EC2_BUDGET_PERCENT: '100' },
    });
    const { reads, writes, exitsMs } = await restartInTurn(rig, restarts);
    const failed = [...reads, ...writes].filter((answer) => !isWell(answer));
    const slowest = Math.max(...exitsMs);
    process.stderr.write(
      `${restarts} restarts, ${reads.length + writes.length} requests, ${writes.length} of them changes, ${failed.length} failed; slowest exit ${Math.round(slowest)} ms\n`,
    );
    expect(failed.slice(0, 5)).toEqual([]);
    expect(await rig.balancer.connectErrors()).toBe(0);
    expect(writes.length).toBeGreaterThan(restarts);
    expect(slowest).toBeLessThan((drainSeconds + 5) * 1_000);
  },
  60_000 + restarts * 15_000,
);
