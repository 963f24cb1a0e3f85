/** Which parts of a change are recorded: an allowlist, so new parameters stay out of the file until they are added here. */
import type { Outcome } from '../ec2/changes/outcome.ts';
import type { Intent } from '../ec2/changes/recorder.ts';
import { markPrefix } from '../marks.ts';
import { hashOf } from './line.ts';

/** Text that people wrote may be confidential. Its hash can be compared with a known text, but not read. */
const digest = (text: unknown) => `sha256:${hashOf(String(text))}`;
const asIs = (value: unknown) => value;
const ports = ({ FromPort, ToPort }: { FromPort?: number; ToPort?: number }) => ({ FromPort, ToPort });
/** Tag keys are recorded as they are, because IAM policies may depend on them, and the values of the gateway's own tags, which nobody else wrote. */
const tags = (list: readonly { Key?: string; Value?: string }[]) =>
  Object.fromEntries(
    list.map(({ Key = '', Value }) => [Key, Value === undefined ? null : tagValue(Key, Value)]),
  );
const tagValue = (key: string, value: string) => (key.startsWith(markPrefix) ? value : digest(value));
const tagsOnCreate = (list: readonly { Tags?: Parameters<typeof tags>[0] }[]) =>
  list.map(({ Tags = [] }) => tags(Tags));

/** The EC2 parameters that are recorded, and how. IDs are recorded in the line's `resources` instead. */
const parameters = {
  PacketLength: asIs,
  SessionNumber: asIs,
  VirtualNetworkId: asIs,
  RemoveFields: asIs,
  AddNetworkServices: asIs,
  RemoveNetworkServices: asIs,
  TrafficDirection: asIs,
  RuleNumber: asIs,
  RuleAction: asIs,
  Protocol: asIs,
  SourceCidrBlock: asIs,
  DestinationCidrBlock: asIs,
  SourcePortRange: ports,
  DestinationPortRange: ports,
  Description: digest,
  Tags: tags,
  TagSpecifications: tagsOnCreate,
} as const;

/** EC2's parameters that identify a resource. The gateway's records use the same names in camel case. */
const idNames = [
  'TrafficMirrorSessionId',
  'TrafficMirrorTargetId',
  'TrafficMirrorFilterId',
  'TrafficMirrorFilterRuleId',
  'NetworkInterfaceId',
  'NetworkLoadBalancerArn',
  'GatewayLoadBalancerEndpointId',
];

/** The fields of an `intent` line. */
export function fromIntent({ action, scope, input, dryRun, capture, policy, operation, onBehalfOf }: Intent) {
  const { Resources = [], ClientToken } = input as { Resources?: string[]; ClientToken?: string };
  const given = input as Readonly<Record<string, never>>;
  const shown = Object.entries(parameters).filter(([name]) => given[name] !== undefined);
  return {
    action,
    account: scope.accountId,
    region: scope.region,
    ...(dryRun && { dryRun }),
    capture,
    policy,
    operation,
    onBehalfOf,
    resources: [...resourcesIn(given), ...Resources],
    inputs: Object.fromEntries(shown.map(([name, show]) => [name, show(given[name] as never)])),
    clientToken: ClientToken,
  };
}

/** The fields of an `outcome` line. @param outcome undefined when the gateway could not determine it. */
export function fromOutcome(outcome: Outcome<unknown> | undefined) {
  if (outcome === undefined) return { outcome: 'unknown' };
  if (outcome.kind === 'applied') {
    const resources = resourcesIn(Object(outcome.value));
    return { outcome: 'success', resources, ec2RequestId: outcome.requestId };
  }
  if (outcome.kind === 'permitted') return { outcome: 'success', ec2RequestId: outcome.requestId };
  const { awsCode, requestId, kind } = outcome.failure;
  return {
    outcome: outcome.kind === 'unknown' ? 'unknown' : 'failed',
    failure: kind,
    ec2Code: awsCode,
    ec2RequestId: requestId,
  };
}

function resourcesIn(shape: Readonly<Record<string, unknown>>): unknown[] {
  return idNames
    .map((name) => shape[name] ?? shape[name.charAt(0).toLowerCase() + name.slice(1)])
    .filter((id) => id !== undefined);
}
