/** The ids of the demo estate, as the README quotes them. */

const numbered = (stem: string) => (n: number) => `${stem}${String(n).padStart(4, '0')}`;

/** Session 1 to 10: 1, 2 and 3 share an interface. */
export const sessionId = numbered('tms-0a1b2c3d4e5f6');
/** Target 1: interface. 2 and 4: network load balancer. 3: gateway load balancer endpoint. */
export const targetId = numbered('tmt-0b2c3d4e5f6a7');
/** Filter 1 to 4; 4 has no rules. */
export const filterId = numbered('tmf-0c3d4e5f6a7b8');
export const networkInterfaceId = numbered('eni-0e5f6a7b8c9d0');
export const unknownSessionId = 'tms-0ffffffffffffffff';
