/** Passes over an embedded EC2, one by one, on a clock that the test moves. */
import {
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorTargetsCommand,
} from '@aws-sdk/client-ec2';
import { createSharedAccess } from '../../src/access/access.ts';
import { approvesForPolicy } from '../../src/access/approvedTargets.ts';
import { noAudit } from '../../src/audit/audit.ts';
import { type Policies, parsePolicies } from '../../src/config/policies.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import { createEc2Client } from '../../src/ec2/clients.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { createLog } from '../../src/log.ts';
import { createApprovals } from '../../src/policies/approvals.ts';
import { createLastPasses } from '../../src/policies/lastPasses.ts';
import { openToLoop } from '../../src/policies/loop.ts';
import { createPasses } from '../../src/policies/pass.ts';
import { cleanUp } from './cleanUp.ts';
import { type EmulatorOptions, startEmulator } from './emulator.ts';
import { approvedTargets, policyText, type WantedPolicy } from './policyFiles.ts';

/** @param sources how many interfaces the policy selects. @param wanted the policy, which may name the first target. */
export async function startPasses(
  sources: number,
  options: EmulatorOptions,
  wanted: (of: { readonly targetId: string }) => WantedPolicy,
) {
  const emulator = await startEmulator({ seed: `policies:${sources}`, ...options });
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const ec2 = createEc2Client({ region: 'us-east-1', endpoint: emulator.url, credentials });
  const scope = createScope({
    accountId: '123456789012',
    region: 'us-east-1',
    endpoint: emulator.url,
    credentials,
  });
  const access = createSharedAccess([scope], approvedTargets);
  const end = new AbortController();
  cleanUp(() => {
    end.abort();
    access.stop();
    ec2.destroy();
  });
  const { TrafficMirrorTargets: [target, other] = [] } = await ec2.send(
    new DescribeTrafficMirrorTargetsCommand({}),
  );
  const { TrafficMirrorFilters: [filter] = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
  const Filters = [{ Name: 'tag:mirror', Values: ['yes'] }];
  const { NetworkInterfaces: found = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
  const targetId = target?.TrafficMirrorTargetId ?? '';
  const parsed = parsePolicies(policyText(wanted({ targetId })), { places: undefined, approvedTargets });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const file = { ...(parsed as Policies), loadedAt: '', problems: [] };
  const lastPasses = createLastPasses();
  let nowMs = 0;
  const passes = createPasses({
    access,
    policies: async () => file,
    approves: (policy, of) => approvesForPolicy(policy, approvedTargets, of),
    audit: noAudit,
    mutex: createMutex(),
    approvals: createApprovals(() => {}),
    lastPasses,
    isReadOnly: false,
    isOurs: async () => true,
    onStep: () => {},
    log: createLog('silent'),
    now: () => nowMs,
  });
  return {
    emulator,
    ec2,
    sources: found.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId),
    /** What sessions of others may use: the second target, and the filter. */
    others: {
      TrafficMirrorTargetId: other?.TrafficMirrorTargetId ?? '',
      TrafficMirrorFilterId: filter?.TrafficMirrorFilterId ?? '',
    },
    /** @param minute of the clock. */
    pass(minute: number): Promise<void> {
      nowMs = minute * 60_000;
      const open = openToLoop(access.now())?.at(scope);
      if (open === undefined) throw new Error('the account is not open to the gateway itself');
      return passes.run(open, end.signal);
    },
    standings: () => lastPasses.all().flatMap(({ standings }) => standings),
  };
}
