/** Every mutation with its whole payload, so that a test gives only the input. */
import type { TestGateway } from './gateway.ts';

export interface Payload {
  [field: string]: unknown;
  userErrors: {
    code: string;
    field: string[] | null;
    message: string;
    awsErrorCode: string | null;
    [more: string]: unknown;
  }[];
  dryRun?: { verdict: string; message: string | null } | null;
  awsRequestId?: string | null;
  clientToken?: string | null;
}

const session = `trafficMirrorSession { id trafficMirrorSessionId networkInterfaceId trafficMirrorTargetId trafficMirrorFilterId packetLength sessionNumber virtualNetworkId description tags { key value } version }`;
const target = `trafficMirrorTarget { id trafficMirrorTargetId type networkInterfaceId networkLoadBalancerArn gatewayLoadBalancerEndpointId description tags { key value } }`;
const rule = `trafficMirrorFilterRule { id trafficMirrorFilterRuleId trafficMirrorFilterId trafficDirection ruleNumber ruleAction protocol sourceCidrBlock destinationCidrBlock sourcePortRange { fromPort toPort } destinationPortRange { fromPort toPort } description }`;
const filter = `trafficMirrorFilter { id trafficMirrorFilterId description networkServices tags { key value } ingressRules { ruleNumber } egressRules { ruleNumber } }`;

/** The payload of each mutation, besides the fields that all payloads have. */
const answers = {
  createTrafficMirrorSession: `${session} warnings clientToken`,
  deleteTrafficMirrorSession: 'deletedTrafficMirrorSessionId',
  modifyTrafficMirrorSession: `${session} changes { field before after } warnings`,
  createTrafficMirrorTarget: `${target} warnings clientToken`,
  deleteTrafficMirrorTarget: 'deletedTrafficMirrorTargetId',
  createTrafficMirrorFilter: `${filter} warnings clientToken`,
  modifyTrafficMirrorFilterNetworkServices: `${filter} warnings`,
  deleteTrafficMirrorFilter: 'deletedTrafficMirrorFilterId',
  createTrafficMirrorFilterRule: `${rule} warnings clientToken`,
  modifyTrafficMirrorFilterRule: rule,
  deleteTrafficMirrorFilterRule: 'deletedTrafficMirrorFilterRuleId',
  tagTrafficMirrorResources: 'resources { __typename id }',
} as const;

export type MutationName = keyof typeof answers;
export const mutationNames = Object.keys(answers) as MutationName[];

/** Runs one mutation; the answer must have no top-level errors. */
export async function mutate(gateway: TestGateway, name: MutationName, input: object): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) {
    ${answers[name]} dryRun { verdict message } awsRequestId
    userErrors { __typename code field message awsErrorCode awsRequestId retryable
      ... on TrafficMirrorInUseError { blockedBy { trafficMirrorSessionId } } }
  } }`;
  const data = await gateway.query<Record<string, Payload>>(document, { input });
  return data[name] as Payload;
}

/** Runs one mutation that must succeed. */
export async function apply(gateway: TestGateway, name: MutationName, input: object): Promise<Payload> {
  const payload = await mutate(gateway, name, input);
  if (payload.userErrors.length > 0)
    throw new Error(`${name} was refused: ${JSON.stringify(payload.userErrors)}`);
  return payload;
}
