/** Approved destinations: every argument of every field that can name a destination, with one that is not approved. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { networkInterfaceId, targetId } from '../support/demo.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { documentOf, forms, type Position, positionsOf, type Root, roots } from '../support/matrix.ts';

/** For each kind of destination, an approved one and one that is not approved, both from the demo data. */
const destinations: Readonly<Record<string, readonly [approved: string, other: string]>> = {
  trafficMirrorTargetId: [targetId(1), targetId(2)],
  networkInterfaceId: [networkInterfaceId(11), networkInterfaceId(12)],
  networkLoadBalancerArn: [balancer('ours'), balancer('evil')],
  gatewayLoadBalancerEndpointId: ['vpce-03c4d5e6f7a8b0001', 'vpce-03c4d5e6f7a8b0002'],
};
function balancer(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/${name}/50dc6c495c0c9188`;
}

let gateway: TestGateway;
beforeAll(async () => {
  const approved = (kind: string) => [destinations[kind]?.[0] ?? ''];
  gateway = await startTestGateway({
    approvedTargets: {
      trafficMirrorTargetIds: approved('trafficMirrorTargetId'),
      networkInterfaceIds: approved('networkInterfaceId'),
      networkLoadBalancerArns: approved('networkLoadBalancerArn'),
      gatewayLoadBalancerEndpointIds: approved('gatewayLoadBalancerEndpointId'),
      ownerAccountIds: [],
    },
  });
});
beforeEach(() => gateway.emulator.resetCalls());

/** The kind of destination that an argument names. A move also says which target sessions leave. */
const kindOf = (name = '') => (name === 'toTrafficMirrorTargetId' ? 'trafficMirrorTargetId' : name);

/** An interface counts only as a new target's endpoint, not as a source. Reads and deletes send no packets. */
function isDestination(root: Root, { path, type }: Position): boolean {
  const name = kindOf(path.at(-1));
  const isRead = root.operation === 'query' && !root.field.startsWith('plan');
  if (type !== 'ID' || isRead || /^(planD|d)elete/.test(root.field)) return false;
  return name === 'networkInterfaceId'
    ? /^(planC|c)reateTrafficMirrorTarget$/.test(root.field)
    : name in destinations;
}

const cases = roots.flatMap((root) =>
  positionsOf(root)
    .filter((position) => isDestination(root, position))
    .map((position) => ({ root, position, at: position.path.join('.'), kind: kindOf(position.path.at(-1)) })),
);

test('these are all the arguments of the schema that can name a destination', () => {
  const endpoints = ['networkInterfaceId', 'networkLoadBalancerArn', 'gatewayLoadBalancerEndpointId'];
  const named = (prefix: string) => [
    `${prefix}CreateTrafficMirrorSession input.trafficMirrorTargetId`,
    `${prefix}CreateTrafficMirrorSessions input.creations.trafficMirrorTargetId`,
    `${prefix}ModifyTrafficMirrorSessions input.modifications.trafficMirrorTargetId`,
    ...endpoints.map((name) => `${prefix}CreateTrafficMirrorTarget input.${name}`),
  ];
  const mutations = named('').map((name) => name.charAt(0).toLowerCase() + name.slice(1));
  expect(cases.map(({ root, at }) => `${root.field} ${at}`).toSorted()).toEqual(
    [
      ...mutations,
      ...named('plan'),
      'modifyTrafficMirrorSession input.trafficMirrorTargetId',
      'moveTrafficMirrorSessions input.toTrafficMirrorTargetId',
      'planTrafficMirrorSession input.trafficMirrorTargetId',
      'startTrafficMirrorCapture input.trafficMirrorTargetId',
    ].toSorted(),
  );
});

/** @returns the codes of all user errors in an answer, at any depth. */
async function send(root: Root, form: string, variables: Record<string, unknown>): Promise<string[]> {
  const answer: GraphqlAnswer = await gateway.send(documentOf(root, form, variables), variables);
  expect(answer.errors).toBeUndefined();
  return [...JSON.stringify(answer.data).matchAll(/"code":"(\w+)"/g)].map(([, code = '']) => code);
}
/** The EC2 calls that were no dry runs. */
const changes = () =>
  gateway.emulator.requests
    .filter(({ action, params }) => !action.startsWith('Describe') && params.DryRun !== 'true')
    .map(({ action }) => action);

describe.each(cases)('$root.field with a destination at $at', ({ root, position, kind }) => {
  const [approved = '', other = ''] = destinations[kind] ?? [];

  test.each(forms)('that is not approved is refused, as %s', async (form) => {
    expect(await send(root, form, position.variablesWith(other))).toContain('FORBIDDEN_BY_POLICY');
    expect(changes()).toEqual([]);
  });

  test('that is approved is sent to EC2', async () => {
    const variables = position.variablesWith(approved);
    // The cases before may have left a session on the interface.
    if (root.field === 'startTrafficMirrorCapture')
      Object.assign(Object(variables.input), { precedence: 'AFTER_OTHERS' });
    if (root.field === 'moveTrafficMirrorSessions') Object.assign(Object(variables.input), { dryRun: false });
    expect(await send(root, 'plain', variables)).not.toContain('FORBIDDEN_BY_POLICY');
    const [first, ...others] = changes();
    expect(first !== undefined).toBe(root.operation === 'mutation');
    // The gateway itself does the rest of a move.
    if (root.field === 'moveTrafficMirrorSessions') expect(first).toBe('CreateTags');
    // A capture gets its end when all of its sessions are there.
    else expect(others).toEqual(root.field === 'startTrafficMirrorCapture' ? ['CreateTags'] : []);
  });
});
