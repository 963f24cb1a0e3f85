/** The metrics of the process: what it was built from, its memory, and why it should receive no requests. */
import { getHeapStatistics } from 'node:v8';
import type { Build } from '../../build.ts';
import type { NotReady } from '../health.ts';
import { type Instruments, labelled } from './instruments.ts';

export function processMetrics({ show, showEach }: Instruments, { version, commit }: Build) {
  showEach('build_info', 'What runs: the value is always 1.', ['version', 'commit', 'node'], () => [
    [{ version, commit, node: process.version }, 1],
  ]);
  show(
    'heap_limit_bytes',
    'How large the heap may become, for nodejs_heap_size_used_bytes.',
    () => getHeapStatistics().heap_size_limit,
  );
  return {
    /** @param reasons whether each of them applies now. */
    watchReadiness({ draining, ...reasons }: Readonly<Record<NotReady, () => boolean>>): void {
      show('draining', '1 while the gateway is stopping, otherwise 0.', () => Number(draining()));
      showEach(
        'not_ready',
        '1 while the reason applies for which /health/ready answers 503, otherwise 0.',
        ['reason'],
        () =>
          labelled(
            'reason',
            Object.entries(reasons).map(([reason, applies]) => [reason, Number(applies())] as const),
          ),
      );
    },
  };
}
