/** The metrics of requests: how they ended, how long they took, how many there are, and what was refused because there was too much to do. */
import type { Refused } from '../admission.ts';
import { refusedReasons } from '../admission.ts';
import type { CutReason } from '../sending.ts';
import { answerCodes, toAnswerCode } from './codes.ts';
import { type Instruments, labelled } from './instruments.ts';

/** Which of the gateway's ports. */
export type ListenerPort = 'public' | 'admin';

export function requestMetrics({ counter, histogram, show, showEach }: Instruments) {
  const requests = counter('http_requests_total', 'HTTP requests, by the code of their answer.', [
    'port',
    'code',
  ]);
  // From the start, so that the first one of a code is an increase.
  for (const code of answerCodes) requests.inc({ port: 'public', code }, 0);
  const durations = histogram(
    'graphql_request_duration_seconds',
    'GraphQL requests that were executed, by operation and outcome: ok, or errors at the top level.',
    ['operation', 'outcome'],
  );
  const shed = counter(
    'requests_shed_total',
    'Requests that were refused because there was too much to do, or their caller sends too many.',
    ['reason'],
  );
  for (const reason of refusedReasons) shed.inc({ reason }, 0);
  const dropped = counter(
    'connections_dropped_total',
    'Connections that were closed at once because too many were open.',
  );
  const cut = counter(
    'answers_cut_total',
    'Answers that their clients did not read, by the reason for which they were cut.',
    ['reason'],
  );
  return {
    /** A request has ended. @param code of its first error, or one of `AnswerCode`. */
    ended: (port: ListenerPort, code: string | undefined) => requests.inc({ port, code: toAnswerCode(code) }),
    /** @param seconds since its arrival. */
    answered: (operation: string, outcome: 'ok' | 'errors', seconds: number) =>
      durations.observe({ operation, outcome }, seconds),
    refused: (reason: Refused) => shed.inc({ reason }),
    dropped: () => dropped.inc(),
    cut: (reason: CutReason) => cut.inc({ reason }),

    watchAdmission(read: () => { readonly running: number; readonly waiting: number }): void {
      show('requests_in_flight', 'GraphQL requests that are running.', () => read().running);
      show('requests_queued', 'GraphQL requests that wait for their turn.', () => read().waiting);
    },

    /** How many connections are open, by the port that they came to. */
    watchListeners: (read: () => Iterable<readonly [port: ListenerPort, count: number]>) =>
      showEach('connections', 'Open connections.', ['port'], () => labelled('port', read())),
  };
}
