/** The ids of the demo estate, as the README quotes them, and what can be created in it. */

const numbered = (stem: string) => (n: number) => `${stem}${String(n).padStart(4, '0')}`;

/** Session 1 to 10: 1, 2 and 3 share an interface. */
export const sessionId = numbered('tms-0a1b2c3d4e5f6');
/** Target 1: interface. 2 and 4: network load balancer. 3: gateway load balancer endpoint. */
export const targetId = numbered('tmt-0b2c3d4e5f6a7');
/** Filter 1 to 4; 4 has no rules. */
export const filterId = numbered('tmf-0c3d4e5f6a7b8');
export const networkInterfaceId = numbered('eni-0e5f6a7b8c9d0');
export const unknownSessionId = 'tms-0ffffffffffffffff';
/** The first ingress rule of filter 2. */
export const ruleId = 'tmfr-0d4e5f6a7b8c90003';

/** Valid inputs of creates. */
export const newSession = {
  networkInterfaceId: networkInterfaceId(10),
  trafficMirrorTargetId: targetId(1),
  trafficMirrorFilterId: filterId(1),
  sessionNumber: 1,
};
export const newRule = {
  trafficMirrorFilterId: filterId(4),
  trafficDirection: 'INGRESS',
  ruleNumber: 1,
  ruleAction: 'ACCEPT',
  sourceCidrBlock: '0.0.0.0/0',
  destinationCidrBlock: '0.0.0.0/0',
};
