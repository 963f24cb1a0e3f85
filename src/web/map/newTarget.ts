/** The form of a target that is to be created. Pure. */
import type { CreateTrafficMirrorTargetInput } from '../../generated/web/graphql.ts';
import type { ErrorsOf, Fields } from './change.ts';
import type { Scope } from './lists.ts';
import { toNewTags } from './newObject.ts';

/** What can receive the copies, named as in the input. */
export const endpoints = [
  'networkInterfaceId',
  'networkLoadBalancerArn',
  'gatewayLoadBalancerEndpointId',
] as const;
export type Endpoint = (typeof endpoints)[number];

export const targetLabels = {
  networkInterfaceId: 'Network interface',
  networkLoadBalancerArn: 'Network Load Balancer',
  gatewayLoadBalancerEndpointId: 'Gateway Load Balancer endpoint',
  description: 'Description',
} as const;

export interface TargetForm extends Fields<Endpoint | 'name' | 'description' | 'place'> {
  /** Which of the endpoints is meant. The texts of the others stay, so that nothing typed is lost. */
  readonly endpoint: Endpoint;
}

export type TargetErrors = ErrorsOf<keyof TargetForm>;

export const firstTargetForm = (place: string): TargetForm => ({
  place,
  endpoint: 'networkInterfaceId',
  networkInterfaceId: '',
  networkLoadBalancerArn: '',
  gatewayLoadBalancerEndpointId: '',
  name: '',
  description: '',
});

/**
 * @param idempotencyKey makes it safe to send the input again when the answer was lost.
 * @returns undefined if the field of the endpoint is empty.
 */
export function toNewTarget(
  form: TargetForm,
  scope: Scope,
  idempotencyKey: string,
): CreateTrafficMirrorTargetInput | undefined {
  const endpoint = form[form.endpoint].trim();
  if (endpoint === '') return undefined;
  return { [form.endpoint]: endpoint, ...toNewTags(form), scope, idempotencyKey };
}
