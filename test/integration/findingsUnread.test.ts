/** What lists of findings and coverage say of what could not be read. */
import { describe, expect, test } from '@jest/globals';
import { codesOf, type Found, list, listDocument, sumOf } from '../support/findingLists.ts';
import { startTestGateway } from '../support/gateway.ts';
import { ours, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

describe('what cannot be read', () => {
  test('20 equal queries at once cost the calls of two at most', async () => {
    const gateway = await startTestGateway({ emulator: { latencyMs: 30 } });
    await list(gateway);
    const once = sumOf(gateway.ec2Calls());
    gateway.emulator.resetCalls();
    await Promise.all(Array.from({ length: 20 }, () => list(gateway)));
    expect(sumOf(gateway.ec2Calls())).toBeLessThanOrEqual(2 * once);
  });

  test('when the time is over, what was read is judged and the rest is unchecked', async () => {
    // Load balancers are read in two steps after the others: the time is over in between.
    const gateway = await startTestGateway({
      emulator: { latencyMs: 1_000 },
      env: { LIMITS: 'estateMs=2500' },
    });
    const { unchecked } = await list(gateway);
    expect(new Set(unchecked.map(({ reason }) => reason))).toEqual(new Set(['OUT_OF_TIME']));
    expect(unchecked.map(({ code }) => code)).toContain('NLB_NO_LISTENER');
  });

  test('when the calls are used up, too', async () => {
    const gateway = await startTestGateway({ env: { LIMITS: 'estateCalls=10' } });
    const { unchecked, nodes } = await list(gateway);
    expect(new Set(unchecked.map(({ reason }) => reason))).toEqual(new Set(['OUT_OF_CALLS']));
    expect(nodes.map(({ code }) => code)).toContain('SESSION_SHADOWED');
  });

  test('coverage is wrong if it is not whole, so it is an error when the calls are used up', async () => {
    const gateway = await startTestGateway({ env: { LIMITS: 'estateCalls=3' } });
    const [error] = await gateway.queryErrors('{ trafficMirrorCoverage { coverage { total } } }');
    expect(error?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'estateCalls', max: 3 });
  });

  test('a denied action names itself; without sessions there is an error', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.deny('DescribeSecurityGroups');
    const { unchecked } = await list(gateway);
    expect(unchecked.map(({ code, iamAction }) => [code, iamAction])).toEqual([
      ['SG_BLOCKS', 'ec2:DescribeSecurityGroups'],
      ['NLB_BACKEND_BLOCKS', 'ec2:DescribeSecurityGroups'],
    ]);
    const { trafficMirrorCoverage } = await gateway.query<{
      trafficMirrorCoverage: { coverage: { mirroredInVain: number | null } };
    }>('{ trafficMirrorCoverage { coverage { mirroredInVain } } }');
    expect(trafficMirrorCoverage.coverage.mirroredInVain).toBeNull();
    gateway.emulator.deny('DescribeTrafficMirrorSessions');
    const [error] = await gateway.queryErrors(listDocument);
    expect(error?.extensions.code).toBe('UNAUTHORIZED');
  });

  test('an account that cannot be read is in scopeErrors, and a caller without insight is told the permission', async () => {
    const gateway = await startRoleGateway({
      accounts: {
        [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) },
        [theirs]: { regions: ['us-east-1'], roleArn: roleOf(theirs) },
      },
    });
    const variables = { scope: { allAccounts: true } };
    const insight = { scopes: 'traffic-mirror:read traffic-mirror:insight', variables };
    const whole = (await gateway.ask(listDocument, insight)).data?.trafficMirrorFindings as Found;
    expect([whole.scopeErrors, whole.unchecked]).toEqual([[], []]);
    expect(codesOf(whole)).toContain('SESSION_SHADOWED');
    const few = (await gateway.ask(listDocument, { ...insight, scopes: 'traffic-mirror:read' })).data
      ?.trafficMirrorFindings as Found;
    expect(codesOf(few)).toEqual(
      codesOf(whole).filter((code) => code !== 'GWLBE_TRUNCATES' || codesOf(few).includes(code)),
    );
    expect(few.unchecked.length).toBeGreaterThan(5);
    expect(new Set(few.unchecked.map(({ requiredPermission }) => requiredPermission))).toEqual(
      new Set(['traffic-mirror:insight']),
    );
    // The list of one caller is not that of another.
    const first = (await gateway.ask(listDocument, { ...insight, variables: { ...variables, first: 1 } }))
      .data?.trafficMirrorFindings as Found;
    gateway.emulator.resetCalls();
    await gateway.ask(listDocument, {
      scopes: 'traffic-mirror:read traffic-mirror:insight',
      subject: 'bob@example.com',
      variables: { ...variables, first: 1, after: first.pageInfo.endCursor },
    });
    expect(gateway.emulator.calls.get('DescribeTrafficMirrorSessions')).toBe(2);
  });

  test('between two accounts, what one of them sees alone breaks nothing', async () => {
    const account = (id: string) => ({ regions: ['us-east-1'], roleArn: roleOf(id) });
    const gateway = await startRoleGateway(
      { accounts: { [ours]: account(ours), [theirs]: account(theirs) } },
      { demoPlaces: [ours, theirs].map((accountId) => ({ accountId, region: 'us-east-1' })) },
    );
    const { data } = await gateway.ask(listDocument, {
      scopes: 'traffic-mirror:read traffic-mirror:insight',
      variables: { scope: { allAccounts: true }, filter: { severities: ['BROKEN'] } },
    });
    const found = data?.trafficMirrorFindings as Found;
    expect([codesOf(found), found.unchecked, found.scopeErrors]).toEqual([[], [], []]);
  });
});
