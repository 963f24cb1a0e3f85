/** Equal queries of callers with the same rights that wait are executed once: group commit, as for a single call, for all that a query does. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createContext, type GatewayContext } from '../api/context.ts';
import { arrivals, createGroup, type Group } from '../ec2/reads/group.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { Executor, Operation } from './executor.ts';

/** What the gateway's policy refuses is written down, under the name of who asked for it. */
const mayBeDenied = /\bplanTrafficMirrorSession\b/;

/**
 * Every answer comes from an execution that started after it was asked for, so it is as fresh as one of its own.
 * What it may depend on besides the query and its variables is the caller's scopes, credentials and permissions included;
 * nothing else of a request reaches a resolver that reads.
 */
export function shareQueries(execute: Executor<GatewayContext>): Executor<GatewayContext> {
  const groups = new WeakMap<Scopes, Map<string, Group<ExecutionResult>>>();

  function groupsOf(scopes: Scopes): Map<string, Group<ExecutionResult>> {
    const known = groups.get(scopes) ?? new Map<string, Group<ExecutionResult>>();
    groups.set(scopes, known);
    return known;
  }

  return (operation) => {
    if (operation.kind !== 'query' || mayBeDenied.test(operation.source)) return execute(operation);
    const { context, queryHash, operationName, variables } = operation;
    const waiting = groupsOf(context.scopes);
    const key = JSON.stringify([queryHash, operationName, variables]);
    let group = waiting.get(key);
    if (group === undefined) {
      group = createGroup({
        maxKeys: 1,
        inTurn: async (send) => {
          await arrivals();
          await send();
        },
        call: (_, signal) => execute(withSignal(operation, signal)),
        onIdle: () => waiting.delete(key),
      });
      waiting.set(key, group);
    }
    return group.ask([key], context.signal).catch(notExecuted);
  };
}

/** Nothing was read, because the one who asked went away or too many wait. */
function notExecuted(failure: unknown): ExecutionResult {
  const originalError = failure as Error;
  return { data: null, errors: [new GraphQLError(originalError.message, { originalError })] };
}

/** The operation for all who share it: given up when all of them are gone, with loaders that have read nothing yet. */
function withSignal(operation: Operation<GatewayContext>, signal: AbortSignal): Operation<GatewayContext> {
  const { context } = operation;
  const { requestId, caller, audit } = context;
  return {
    ...operation,
    context: createContext(context, {
      requestId,
      caller,
      audit,
      signal,
      // Who waits leaves when his time is up; the execution itself ends with the last of them.
      endsAtMs: Number.POSITIVE_INFINITY,
      wantsCost: false,
    }),
  };
}
