/** Makes a call of EC2 or Elastic Load Balancing: its attempts are paced, counted and classified, and errors of the SDK become an `Ec2Failure`. */
import type {
  EC2Client,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import type {
  ElasticLoadBalancingV2ClientResolvedConfig,
  ServiceInputTypes as LoadBalancingInputTypes,
  ServiceOutputTypes as LoadBalancingOutputTypes,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CommandImpl } from '@smithy/core/client';
import { noSpan, waited } from '../trace.ts';
import { type Ec2Action, isRead, serviceOf } from './actions.ts';
import { readAnswer } from './answer.ts';
import type { RawAnswer } from './body.ts';
import { attempted, beginCall } from './callSpan.ts';
import { classify, type ErrorDocument, leavesDoubt, toFailure } from './classify.ts';
import { type FailureKind, isDenial, isThrottle, refusesCredentials } from './failure.ts';
import { givenUp, notText } from './failures.ts';
import type { Ec2Scope } from './scope.ts';
import { hasOnlyText } from './text.ts';
import type { CallUsage } from './usage.ts';

/** A command of the SDK. It keeps its middleware, so each call needs a new one. */
type Ec2Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = CommandImpl<
  Input,
  Output,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** The same of Elastic Load Balancing. */
type LoadBalancingCommand<
  Input extends LoadBalancingInputTypes,
  Output extends LoadBalancingOutputTypes,
> = CommandImpl<
  Input,
  Output,
  ElasticLoadBalancingV2ClientResolvedConfig,
  LoadBalancingInputTypes,
  LoadBalancingOutputTypes
>;

/** Sends a command in one scope, at the cost of one request. The action decides which service it goes to. */
export interface Send {
  <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: Ec2Command<Input, Output>,
  ): Promise<Output>;
  <Input extends LoadBalancingInputTypes, Output extends LoadBalancingOutputTypes>(
    command: LoadBalancingCommand<Input, Output>,
  ): Promise<Output>;
}

/** What the two kinds of commands have in common, as the SDK's clients take it. */
type Command = Ec2Command<ServiceInputTypes, ServiceOutputTypes>;

/**
 * Creates the function that sends commands for one request.
 *
 * The SDK reports only its last attempt. If the first attempt was applied but its answer was lost, and the second could not connect, the
 * call would look as if nothing had happened. So each attempt is classified separately, inside the SDK's retry loop.
 *
 * @param isRepeated whether the same change was sent before, and may have been made.
 */
export function sender(
  scope: Ec2Scope,
  action: Ec2Action,
  { callers, signal, cost, span: whole, attemptFailed, beforeSend, isBackground }: CallUsage,
  isRepeated = false,
): Send {
  const { budget, observer, maxAnswerBytes } = scope;
  const isChange = !isRead(action);
  const send = async (command: Command) => {
    // The SDK (client-ec2 3.1169) fails at an unpaired surrogate while it serializes the query, and then sends what it has serialized
    // so far with the client's next call, which may be another caller's.
    if (!hasOnlyText(command.input)) throw notText();
    const isDryRun = 'DryRun' in command.input && command.input.DryRun === true;
    let attempts = 0;
    let span = noSpan;
    let isDoubtful = isRepeated;
    let document: ErrorDocument | undefined;
    const toResult = (kind: FailureKind) => resultOf(kind, document?.code);
    command.middlewareStack.add(
      (next) => async (args) => {
        const askedAtMs = performance.now();
        await budget.take(action, {
          callers,
          signal,
          isDryRun,
          isDoubtful: isDoubtful && isChange,
          isBackground: isBackground && isChange,
        });
        waited(span, 'waited for a token', askedAtMs);
        if (isChange && !isDryRun) await beforeSend?.();
        const sentAtMs = performance.now();
        cost.calls++;
        cost.waitedMs += sentAtMs - askedAtMs;
        if (attempts++ > 0) cost.retries++;
        document = undefined;
        let result: string = 'ok';
        let ended: unknown;
        const wasDoubtful = isDoubtful;
        // Until its answer is known, an attempt may have been carried out.
        isDoubtful = true;
        try {
          const answer = await next(args);
          ended = answer.output;
          return answer;
        } catch (error) {
          ended = error;
          const kind = classify(error, document);
          isDoubtful = wasDoubtful || leavesDoubt(kind);
          result = toResult(kind);
          if (result === 'throttled') budget.drain(action);
          attemptFailed?.();
          throw error;
        } finally {
          observer.called(action, result, (performance.now() - sentAtMs) / 1_000, scope);
          attempted(span, result, sentAtMs, ended);
        }
      },
      // The SDK's retry loop comes first in this step, so middleware after it runs once per attempt.
      { name: 'attempt', step: 'finalizeRequest', priority: 'low' },
    );
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        document = await readAnswer(result.response as RawAnswer, action, maxAnswerBytes);
        return result;
      },
      // The last one before the SDK's handler, so it sees the answer before the SDK's deserializer.
      { name: 'readAnswer', step: 'deserialize', priority: 'low' },
    );
    try {
      if (whole.isRecorded) await unlessAborted(signal, scope.connection().prepare(whole));
      span = beginCall(whole, action, scope);
      const call = scope.connection().use(serviceOf(action), (client) =>
        // The cast is safe: a client sends what a command of its own service has, and `Send` takes no others.
        (client as EC2Client).send(command, { abortSignal: signal }),
      );
      return await unlessAborted(signal, call);
    } catch (error) {
      const failure = toFailure(error, isDoubtful, document);
      // EC2 reports a dry run that passed as an error.
      span.end(failure.awsCode === 'DryRunOperation' ? 'ok' : 'failed');
      throw failure;
    } finally {
      span.end('ok');
    }
  };
  return send as Send;
}

/** How an attempt that failed is counted. @param code EC2's. */
function resultOf(kind: FailureKind, code: string | undefined): string {
  if (isThrottle(code)) return 'throttled';
  return kind === 'refused' && (isDenial(code) || refusesCredentials(code)) ? 'forbidden' : kind;
}

/**
 * Rejects as soon as the signal is aborted. The SDK alone would go on waiting between two attempts, and for credentials. It sends no attempt
 * after that: its handler looks at the signal first.
 *
 * @throws Ec2Failure `cancelled`, or what the call failed with.
 */
function unlessAborted<Output>(signal: AbortSignal, call: Promise<Output>): Promise<Output> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(givenUp());
    const stay = () => signal.removeEventListener('abort', leave);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    call.finally(stay).then(resolve, reject);
  });
}
