/** Where packets may go: every place in the arguments of every field where a destination can be said, with one that is not approved. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { networkInterfaceId, targetId } from '../support/demo.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { documentOf, forms, type Position, positionsOf, type Root, roots } from '../support/matrix.ts';

/** For each kind of destination an approved and another one, both of the demo data. */
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

/** Of an interface only where it is to be a target: else it is what is mirrored. What is read or deleted gets no packets. */
function isDestination(root: Root, { path, type }: Position): boolean {
  const name = path.at(-1) ?? '';
  if (type !== 'ID' || path[0] === 'filter' || root.field.startsWith('delete')) return false;
  return name === 'networkInterfaceId' ? root.field === 'createTrafficMirrorTarget' : name in destinations;
}

const cases = roots.flatMap((root) =>
  positionsOf(root)
    .filter((position) => isDestination(root, position))
    .map((position) => ({ root, position, at: position.path.join('.'), kind: position.path.at(-1) ?? '' })),
);

test('the schema has these places, and no other', () => {
  expect(cases.map(({ root, at }) => `${root.field} ${at}`)).toEqual([
    'planTrafficMirrorSession input.trafficMirrorTargetId',
    'modifyTrafficMirrorSession input.trafficMirrorTargetId',
    'modifyTrafficMirrorSessions input.modifications.trafficMirrorTargetId',
    'createTrafficMirrorSession input.trafficMirrorTargetId',
    'createTrafficMirrorTarget input.networkInterfaceId',
    'createTrafficMirrorTarget input.networkLoadBalancerArn',
    'createTrafficMirrorTarget input.gatewayLoadBalancerEndpointId',
  ]);
});

/** @returns the codes of its user errors, wherever they are. */
async function send(root: Root, form: string, variables: Record<string, unknown>): Promise<string[]> {
  const answer: GraphqlAnswer = await gateway.send(documentOf(root, form, variables), variables);
  expect(answer.errors).toBeUndefined();
  return [...JSON.stringify(answer.data).matchAll(/"code":"(\w+)"/g)].map(([, code = '']) => code);
}
/** What EC2 was asked to do, and not only whether it would. */
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

  test('that is approved is asked of EC2', async () => {
    expect(await send(root, 'plain', position.variablesWith(approved))).not.toContain('FORBIDDEN_BY_POLICY');
    expect(changes()).toHaveLength(root.operation === 'mutation' ? 1 : 0);
  });
});
