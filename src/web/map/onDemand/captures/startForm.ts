/** The form that starts a capture on one interface. Pure. */
import type { StartTrafficMirrorCaptureInput } from '../../../../generated/web/onDemand/graphql.ts';
import type { Interface } from '../../lists.ts';
import { minutesIn, minutesRange } from './minutes.ts';

/** The text fields, named as in the input. */
export const firstStart = {
  trafficMirrorTargetId: '',
  trafficMirrorFilterId: '',
  minutes: '15',
  reason: '',
  precedence: '',
};

export type StartForm = typeof firstStart;

/** What an empty field is missing. */
const missing: Readonly<Partial<Record<keyof StartForm, string>>> = {
  trafficMirrorTargetId: 'Choose where the packets go.',
  trafficMirrorFilterId: 'Choose which packets are captured.',
  reason: 'Say why: people read it in the list of captures.',
};

/** @returns what is wrong, by field. */
export function errorsIn(form: StartForm): Partial<Record<keyof StartForm, string[]>> {
  const empty = Object.entries(missing).filter(([name]) => form[name as keyof StartForm].trim() === '');
  return {
    ...Object.fromEntries(empty.map(([name, text]) => [name, [text]])),
    ...(minutesIn(form.minutes) === undefined && { minutes: [minutesRange] }),
  };
}

/** @param idempotencyKey makes it safe to send it again when the answer was lost. */
export function toStart(
  { networkInterfaceId, scope }: Interface,
  { minutes, reason, precedence, ...form }: StartForm,
  idempotencyKey: string,
): StartTrafficMirrorCaptureInput {
  return {
    ...form,
    networkInterfaceIds: [networkInterfaceId],
    scope,
    minutes: minutesIn(minutes) ?? 0,
    reason: reason.trim(),
    idempotencyKey,
    ...(precedence !== '' && { precedence: precedence as 'BEFORE_OTHERS' | 'AFTER_OTHERS' }),
  };
}
