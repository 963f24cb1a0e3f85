/** Listeners: create, delete, describe, attributes. Each forwards to target groups. */
import type { Listener } from '../state/loadBalancingRecords.ts';
import type { Estate } from '../state/world.ts';
import { toTags } from '../tags.ts';
import { integer, oneOf, type Parser, required, string, structure } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { action, pages } from './action.ts';
import { arnKinds, loadBalancerOf, newListenerArn } from './arns.ts';
import { listenerAttributes } from './attributes.ts';
import { unsupported, validationError } from './errors.ts';
import { checkListener } from './listenerChecks.ts';
import { absent, arn, found, members, requiredArn, someMembers } from './parameters.ts';
import { newTags } from './tags.ts';

const { listeners: kind, loadBalancers: balancerKind, targetGroups: groupKind } = arnKinds;

const toWire = (row: Listener): WireObject => {
  const [only, ...others] = row.targetGroupArns;
  return {
    ListenerArn: row.id,
    LoadBalancerArn: loadBalancerOf(row.id),
    Port: row.port,
    Protocol: row.protocol,
    DefaultActions: [
      {
        Type: 'forward',
        TargetGroupArn: others.length === 0 ? only : undefined,
        ForwardConfig: { TargetGroups: row.targetGroupArns.map((TargetGroupArn) => ({ TargetGroupArn })) },
      },
    ],
  };
};

const group = { TargetGroupArn: requiredArn(groupKind), Weight: integer(0, 999) };
const forward = structure({
  Type: required(string),
  TargetGroupArn: arn(groupKind),
  ForwardConfig: structure({
    TargetGroups: members(structure(group)),
    TargetGroupStickinessConfig: structure({ Enabled: oneOf('false'), DurationSeconds: integer(1, 604_800) }),
  }),
  Order: integer(1, 50_000),
});

/** The target groups of the one action, which must be `forward`. Weights are accepted and have no effect. */
const forwardedTo: Parser<string[]> = (node, name) => {
  const [only, ...others] = someMembers(forward)(node, name);
  if (!only || others.length > 0) throw validationError('A listener must have exactly one default action');
  if (only.Type !== 'forward') throw unsupported(`default actions of type ${only.Type}`);
  const groups = (only.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn }) => TargetGroupArn);
  const all = new Set([...(only.TargetGroupArn === undefined ? [] : [only.TargetGroupArn]), ...groups]);
  if (all.size === 0) throw validationError('A forward action must specify a target group');
  return [...all];
};

/** The listener with the same settings, which a repeated request returns (API reference, CreateListener). */
function existing(
  { listeners }: Estate,
  loadBalancerArn: string,
  wanted: Omit<Listener, 'id' | 'seq' | 'tags'>,
) {
  const textOf = ({ protocol, port, targetGroupArns }: typeof wanted) =>
    JSON.stringify([protocol, port, [...targetGroupArns].sort()]);
  return listeners.by('load-balancer-arn', loadBalancerArn).find((one) => textOf(one) === textOf(wanted));
}

export const CreateListener = action(
  {
    LoadBalancerArn: requiredArn(balancerKind),
    Protocol: string,
    Port: integer(1, 65_535),
    DefaultActions: forwardedTo,
    Tags: newTags,
    SslPolicy: absent,
    Certificates: absent,
    AlpnPolicy: absent,
    MutualAuthentication: absent,
  },
  ({ LoadBalancerArn, Protocol, Port, DefaultActions, Tags }, estate) => {
    const wanted = { protocol: Protocol, port: Port, targetGroupArns: DefaultActions };
    found(estate.loadBalancers, balancerKind, LoadBalancerArn);
    const same = existing(estate, LoadBalancerArn, wanted);
    if (same) return { Listeners: [toWire(same)] };
    checkListener(estate, LoadBalancerArn, wanted);
    const listener = estate.listeners.put({
      ...wanted,
      id: newListenerArn(LoadBalancerArn, estate.world.random),
      seq: estate.world.nextSeq(),
      tags: toTags(Tags),
    });
    return { Listeners: [toWire(listener)] };
  },
);

export const DeleteListener = action({ ListenerArn: requiredArn(kind) }, ({ ListenerArn }, { listeners }) => {
  listeners.delete(found(listeners, kind, ListenerArn).id);
  return {};
});

export const DescribeListeners = pages(
  'Listeners',
  { LoadBalancerArn: arn(balancerKind), ListenerArns: members(arn(kind)) },
  ({ LoadBalancerArn, ListenerArns }, { loadBalancers, listeners }) => {
    if ((LoadBalancerArn === undefined) === (ListenerArns.length === 0))
      throw validationError('You must specify either listener ARNs or a load balancer ARN');
    if (LoadBalancerArn === undefined) return ListenerArns.map((id) => found(listeners, kind, id));
    return listeners.by('load-balancer-arn', found(loadBalancers, balancerKind, LoadBalancerArn).id);
  },
  () => toWire,
);

export const DescribeListenerAttributes = action(
  { ListenerArn: requiredArn(kind) },
  ({ ListenerArn }, { listeners }) => ({
    Attributes: listenerAttributes(found(listeners, kind, ListenerArn)),
  }),
);
