/** Executes equal queries that arrive together once, if their callers have equal permissions: group commit for whole queries. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createFurther } from '../ec2/reads/further.ts';
import { arrivals, createGroup, type Group } from '../ec2/reads/group.ts';
import { createPatience } from '../ec2/reads/patience.ts';
import type { CallUsage, Ec2Usage } from '../ec2/usage.ts';
import type { Executor, Operation } from './executor.ts';

/** A request that may share an execution with others. */
export interface Shareable {
  readonly usage: Ec2Usage;
  /** Requests may share an execution only if this is the same object, which means the same scopes and the same permissions. */
  readonly sharingKey: object;
}

/**
 * After this time, and a few times what queries usually take, equal queries that arrived later are executed although the execution before
 * them goes on: it may wait for an EC2 call that hangs, or behind other queries of its caller.
 */
const leastMs = 500;

/**
 * Executes equal queries once.
 *
 * Every answer comes from an execution that started after the request arrived, so it is as fresh as an execution of its own. Its result may
 * depend only on the query, its variables and `sharingKey`. A root field whose result depends on more has the schema extension
 * `executeAlone`.
 *
 * @param maxInFlight how many executions of equal queries may run at once. Default: as many as make answers sooner.
 * @param forGroup creates the context of an execution that several requests share, with loaders that have read nothing yet.
 */
export function shareQueries<Context extends Shareable>(
  execute: Executor<Context>,
  mayShare: (operation: Operation<Context>) => boolean,
  forGroup: (context: Context, usage: CallUsage) => Context,
  maxInFlight?: number,
): Executor<Context> {
  const patience = createPatience({ leastMs });
  const groups = new WeakMap<object, Map<string, Group<ExecutionResult>>>();

  function groupsOf(sharingKey: object): Map<string, Group<ExecutionResult>> {
    const known = groups.get(sharingKey) ?? new Map<string, Group<ExecutionResult>>();
    groups.set(sharingKey, known);
    return known;
  }

  return (operation) => {
    const { context, queryHash, definition, coerced } = operation;
    // Invalid variables are worded by their own execution.
    if (coerced === undefined || !mayShare(operation)) return execute(operation);
    const waiting = groupsOf(context.sharingKey);
    const key = JSON.stringify([queryHash, definition.name?.value, coerced]);
    let group = waiting.get(key);
    if (group === undefined) {
      let last = context.usage;
      group = createGroup({
        maxKeys: 1,
        patience,
        // What the last execution has read, the next one will read.
        further: createFurther(() => last.burstLeft(), maxInFlight),
        inTurn: async (send) => {
          await arrivals();
          await send();
        },
        call: async (_, usage, requests) => {
          const isShared = requests > 1;
          const span = isShared ? usage.span.begin('shared query') : usage.span;
          const ofGroup = forGroup(context, { ...usage, span });
          last = ofGroup.usage;
          const result = execute({ ...operation, context: ofGroup });
          if (isShared)
            result.then(
              ({ errors }) => span.end(errors === undefined ? 'ok' : 'failed'),
              () => span.end('failed'),
            );
          return result;
        },
        onIdle: () => waiting.delete(key),
      });
      waiting.set(key, group);
    }
    return group.ask([key], context.usage).catch(notExecuted);
  };
}

/** The query was not executed, because the client disconnected, its time was up, or too many requests are waiting. */
export function notExecuted(failure: unknown): ExecutionResult {
  const originalError = failure as Error;
  return { data: null, errors: [new GraphQLError(originalError.message, { originalError })] };
}
