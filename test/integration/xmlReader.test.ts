/** Who reads the answers of EC2: our reader, and the SDK what is unusual, or everything after an upgrade that does not work with it. */
import { AwsEc2QueryProtocol, AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { expect, test } from '@jest/globals';
import { actions, type Ec2Action, isRead } from '../../src/ec2/actions.ts';
import { openAllowance } from '../../src/ec2/estate/allowance.ts';
import { readEstate } from '../../src/ec2/estate/readEstate.ts';
import { filterRuleKind } from '../../src/ec2/filterRules.ts';
import { describeAll } from '../../src/ec2/reads/describe.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { sessionKind } from '../../src/ec2/sessions.ts';
import { openProtocols } from '../../src/ec2/xmlCheck.ts';
import { createProtocols, type Protocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createLog } from '../../src/log.ts';
import { estateKinds } from '../../src/mirroring/facts.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { startUpstream } from '../support/upstream.ts';
import { createTestUsage } from '../support/usage.ts';

function scopeAt(endpoint: string, protocols: Protocols): Ec2Scope {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const place = { accountId: '123456789012', region: 'us-east-1' };
  const scope = createScope({ ...place, endpoint, credentials, protocols, allows: () => true });
  cleanUp(() => scope.connection().close());
  return scope;
}

const list = (scope: Ec2Scope) => describeAll(scope, sessionKind, [], createTestUsage());

test('our reader reads every answer to every read of the gateway on the estates of the demo', async () => {
  const counts = { plain: new Map<Ec2Action, number>(), left: new Map<Ec2Action, number>() };
  const protocols = createProtocols((action, isPlain) => {
    const kind = counts[isPlain ? 'plain' : 'left'];
    kind.set(action, (kind.get(action) ?? 0) + 1);
  });
  for (const seed of ['demo', 'broken'] as const) {
    const { url } = await startEmulator({ seed });
    const scope = scopeAt(url, protocols);
    const scopes = { find: () => undefined };
    const allowance = openAllowance({ calls: 1_000, ms: 600_000 });
    await readEstate({ scope, scopes, kinds: estateKinds, allowance, usage: createTestUsage() });
    await describeAll(scope, filterRuleKind, [], createTestUsage());
  }
  expect(counts.left).toEqual(new Map());
  const reads = (Object.keys(actions) as Ec2Action[]).filter(isRead);
  expect([...counts.plain.keys()].sort()).toEqual(reads.sort());
});

/** The log, and what it has said. */
function logged() {
  const lines: object[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  return { log: createLog('info', { write }), lines };
}

test('an answer that is unusual is read by the SDK, counted by its action, and named once in the log', async () => {
  const session = '<trafficMirrorSessionId>tms-0123456789abcdef0</trafficMirrorSessionId>';
  const { url } = await startUpstream((action, response) => {
    const set = `<trafficMirrorSessionSet><item><!-- a comment -->${session}</item></trafficMirrorSessionSet>`;
    response.end(
      `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${set}</${action}Response>`,
    );
  });
  const metrics = createMetrics();
  const { log, lines } = logged();
  const scope = scopeAt(url, await openProtocols(metrics, log));
  expect(lines).toEqual([]);

  for (const _ of ['once', 'twice'])
    expect(await list(scope)).toMatchObject([{ trafficMirrorSessionId: 'tms-0123456789abcdef0' }]);
  const { body } = await metrics.route[1]();
  expect(body).toContain('ec2_reader_fallbacks_total{action="DescribeTrafficMirrorSessions"} 2\n');
  expect(lines).toMatchObject([{ level: 'warn', action: 'DescribeTrafficMirrorSessions' }]);
});

/** As after an upgrade: the client asks something else to read. */
class Renamed extends AwsEc2QueryProtocol {
  constructor(...args: ConstructorParameters<typeof AwsEc2QueryProtocol>) {
    super(...args);
    const { deserializeResponse } = AwsEc2QueryProtocol.prototype;
    Object.assign(this, { deserializeResponse: deserializeResponse.bind(this) });
  }
}

/** As after an upgrade: something is read in another way. */
class Changed extends AwsQueryProtocol {
  override async deserializeResponse<Output>(
    ...args: Parameters<AwsQueryProtocol['deserializeResponse']>
  ): Promise<Output> {
    const output = await super.deserializeResponse(...args);
    return { LoadBalancers: null, ...output, NextMarker: '' } as Output;
  }
}

test('with an SDK that our reader does not work with, the log says so, and the SDK reads everything', async () => {
  const { url } = await startEmulator({ seed: 'demo' });
  const { log, lines } = logged();
  const renamed = { ...sdkProtocols, ec2: Renamed };
  const protocols = await openProtocols(createMetrics(), log, renamed);
  expect(protocols.ec2).toBe(Renamed);
  expect(protocols.elasticloadbalancing).not.toBe(AwsQueryProtocol);
  expect(lines).toMatchObject([{ level: 'error', service: 'ec2' }]);
  expect((await list(scopeAt(url, protocols))).length).toBeGreaterThan(0);

  const changed = { ...sdkProtocols, elasticloadbalancing: Changed };
  expect((await openProtocols(createMetrics(), log, changed)).elasticloadbalancing).toBe(Changed);
  expect(lines).toMatchObject([{ service: 'ec2' }, { level: 'error', service: 'elasticloadbalancing' }]);
});
