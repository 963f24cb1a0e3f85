/** What traces say about a call: its span, and an event for each attempt. */
import { noSpan, type Span, type SpanName, toTenths } from '../trace.ts';
import { type Ec2Action, type Service, serviceOf } from './actions.ts';
import type { Place } from './scope.ts';

const names: Readonly<Record<Service, 'EC2' | 'ELB'>> = { ec2: 'EC2', elasticloadbalancing: 'ELB' };

const nameOf = (action: Ec2Action): SpanName => `${names[serviceOf(action)]}/${action}`;

/** @param whole what the call is a part of. */
export const beginCall = (whole: Span, action: Ec2Action, { accountId, region }: Place): Span =>
  whole.isRecorded
    ? whole.begin(nameOf(action), {
        'rpc.method': action,
        'cloud.account.id': accountId,
        'cloud.region': region,
      })
    : noSpan;

/**
 * Tells of an attempt that ends now.
 *
 * @param result `ok`, `throttled`, or the kind of its failure.
 * @param ended the SDK's output, or its error.
 */
export function attempted(span: Span, result: string, sentAtMs: number, ended: unknown): void {
  if (!span.isRecorded) return;
  const answer = answeredIn(ended);
  span.set(answer);
  span.event('attempt', {
    'tmgw.result': result,
    'tmgw.ms': toTenths(performance.now() - sentAtMs),
    ...answer,
  });
}

/** What AWS has answered with, as the SDK knows it of results and errors. A request id that AWS would not make is left out. */
export function answeredIn(ended: unknown) {
  const { $metadata } = Object(ended) as {
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  };
  const { httpStatusCode, requestId } = $metadata ?? {};
  return {
    'http.response.status_code': httpStatusCode,
    'aws.request_id': /^[\w-]{1,64}$/.test(requestId ?? '') ? requestId : undefined,
  };
}
