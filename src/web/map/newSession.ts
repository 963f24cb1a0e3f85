/** The form of a session that is to be created. Pure. */
import type { CreateTrafficMirrorSessionInput } from '../../generated/web/graphql.ts';
import { errorIn, type FieldName, type Form, type FormErrors, numbers } from './change.ts';
import type { Interface } from './lists.ts';

export const firstForm = (sessionNumber: number): Form => ({
  trafficMirrorTargetId: '',
  trafficMirrorFilterId: '',
  sessionNumber: String(sessionNumber),
  packetLength: '',
  virtualNetworkId: '',
  description: '',
});

/**
 * @param idempotencyKey makes it safe to send the input again when the answer was lost.
 * @returns the input, or what is wrong with fields.
 */
export function toNewSession(
  { networkInterfaceId, scope }: Interface,
  form: Form,
  idempotencyKey: string,
): CreateTrafficMirrorSessionInput | FormErrors {
  const fields = Object.entries(form).map(([name, text]) => [name as FieldName, text.trim()] as const);
  const errors = fields.flatMap(([name, text]) => {
    const error = errorIn(name, text);
    return error === undefined ? [] : [[name, [error]] as const];
  });
  if (errors.length > 0) return Object.fromEntries(errors);
  const given = fields
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [name, numbers.has(name) ? Number(text) : text]);
  return { networkInterfaceId, scope, idempotencyKey, ...Object.fromEntries(given) };
}

export const isNew = (
  result: CreateTrafficMirrorSessionInput | FormErrors,
): result is CreateTrafficMirrorSessionInput => 'networkInterfaceId' in result;
