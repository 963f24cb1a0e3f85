/** Equal queries of callers with the same rights that wait are executed once: group commit, as for a single call, for a whole query. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import { arrivals, createGroup, type Group } from '../ec2/reads/group.ts';
import type { CallUsage } from '../ec2/usage.ts';
import type { Executor, Operation } from './executor.ts';

/** A request that may share an execution with others. */
export interface Shareable {
  readonly usage: CallUsage;
  /** Two requests may share an execution when this is the same object: they see the same accounts with the same permissions. */
  readonly sharingKey: object;
}

/**
 * Executes equal queries once.
 *
 * Every answer comes from an execution that started after the request arrived, so it is as fresh as an execution of its own. Besides the
 * query and its variables it may depend on `sharingKey` only; a root field whose execution depends on more has the schema extension
 * `executeAlone`.
 *
 * @param forGroup the context of an execution for several requests, with loaders that have read nothing yet.
 */
export function shareQueries<Context extends Shareable>(
  execute: Executor<Context>,
  mayShare: (operation: Operation<Context>) => boolean,
  forGroup: (context: Context, usage: CallUsage) => Context,
): Executor<Context> {
  const groups = new WeakMap<object, Map<string, Group<ExecutionResult>>>();

  function groupsOf(sharingKey: object): Map<string, Group<ExecutionResult>> {
    const known = groups.get(sharingKey) ?? new Map<string, Group<ExecutionResult>>();
    groups.set(sharingKey, known);
    return known;
  }

  return (operation) => {
    if (!mayShare(operation)) return execute(operation);
    const { context, queryHash, definition, variables } = operation;
    const waiting = groupsOf(context.sharingKey);
    const key = JSON.stringify([queryHash, definition.name?.value, variables]);
    let group = waiting.get(key);
    if (group === undefined) {
      group = createGroup({
        maxKeys: 1,
        inTurn: async (send) => {
          await arrivals();
          await send();
        },
        call: (_, usage) => execute({ ...operation, context: forGroup(context, usage) }),
        onIdle: () => waiting.delete(key),
      });
      waiting.set(key, group);
    }
    return group.ask([key], context.usage).catch(notExecuted);
  };
}

/** Nothing was read, because the client went away or too many requests wait. */
function notExecuted(failure: unknown): ExecutionResult {
  const originalError = failure as Error;
  return { data: null, errors: [new GraphQLError(originalError.message, { originalError })] };
}
