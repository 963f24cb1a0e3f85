/** `modifyTrafficMirrorSessions`: many changes, one at a time, with a result for each. */
import type { ResolversTypes } from '../../generated/resolvers.ts';
import type { ModifyTrafficMirrorSessionsInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { fromThrown, inputError } from '../userErrors.ts';
import { originOf } from './inputs.ts';
import { modifySession } from './modifySession.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorSessionsPayload']>;
type Result = Awaited<NonNullable<Payload['results']>[number]>;

const maxModifications = 50;

/** Makes the changes in order and one at a time, because an item may take a session number that an earlier one frees. */
export async function modifySessions(
  context: GatewayContext,
  input: ModifyTrafficMirrorSessionsInput,
  wantsChanges: boolean,
): Promise<Payload> {
  const { modifications, onError } = input;
  const path = [...originOf(input).path, 'modifications'];
  if (modifications.length === 0 || modifications.length > maxModifications) {
    const message = `modifications must have 1 to ${maxModifications} entries`;
    return {
      succeededCount: 0,
      failedCount: 0,
      userErrors: [inputError(path, { code: 'INVALID_INPUT', field: [], message })],
    };
  }
  const results: Result[] = [];
  const earlier = new Map<string, number>();
  let isStopped = false;
  for (const [index, item] of modifications.entries()) {
    const origin = { input: item, path: [...path, index] };
    const reason = isStopped ? 'an earlier item failed' : stoppingReason(context);
    const payload: Awaited<ReturnType<typeof modifySession>> = reason
      ? { warnings: [], userErrors: [skipped(origin.path, reason)] }
      : await modifySession(context, origin, wantsChanges, earlier).catch((error: unknown) => ({
          warnings: [],
          userErrors: [fromThrown(error, origin)],
        }));
    // Dry runs of later items look at what this one left.
    if (!item.dryRun) context.forgetReads();
    results.push({ ...payload, index, trafficMirrorSessionId: item.trafficMirrorSessionId });
    isStopped ||= onError === 'STOP' && payload.userErrors.length > 0;
  }
  const failedCount = results.filter((result) => result.userErrors.length > 0).length;
  return { results, failedCount, succeededCount: results.length - failedCount, userErrors: [] };
}

const stoppingReason = ({ usage }: GatewayContext) =>
  usage.endsChanges() && 'the gateway is stopping; send it again';

const skipped = (path: readonly PropertyKey[], reason: string) =>
  inputError(path, { code: 'SKIPPED', field: [], message: `skipped because ${reason}` });
