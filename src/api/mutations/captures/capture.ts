/** What the mutations of captures share: the turn of a capture, its payload, and fields of their inputs. */
import * as z from 'zod';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import type { Capture } from '../../../policies/captures.ts';
import type { GatewayContext } from '../../context.ts';
import { fromFailure, inputError, type Problem, type UserError } from '../../userErrors.ts';
import { isNotInTurn } from '../change.ts';
import { integer } from '../fields.ts';
import type { Origin } from '../inputs.ts';

interface CapturePayload {
  readonly trafficMirrorCapture: Capture | null;
  readonly warnings: string[];
  readonly userErrors: UserError[];
}

export const failed = (...userErrors: UserError[]): CapturePayload => ({
  trafficMirrorCapture: null,
  warnings: [],
  userErrors,
});

export const succeeded = (trafficMirrorCapture: Capture | null, ...warnings: string[]): CapturePayload => ({
  trafficMirrorCapture,
  warnings,
  userErrors: [],
});

/** A day at most: what should run for longer is no capture. */
export const minutes = integer({ min: 1, max: 1_440 });

/** The end of a capture, in milliseconds since 1970. Whole seconds, as its tag has it. */
export const endIn = (minutes: number): number => (Math.floor(Date.now() / 1_000) + minutes * 60) * 1_000;

export const captureId = z.string().regex(/^[\w-]{1,64}$/, 'must be the `id` of a capture');

/** The error for a capture that is not there as it must be. */
export const noCapture = ({ path }: Origin<object>, message: string): UserError =>
  inputError(path, { code: 'NOT_FOUND', field: ['captureId'], message });

/** Runs one mutation of a capture at a time. */
export async function inTurn(
  { usage, mutex }: GatewayContext,
  origin: Origin<object>,
  { accountId, region }: Ec2Scope,
  id: string,
  task: () => Promise<CapturePayload>,
): Promise<CapturePayload> {
  try {
    return await mutex.run({ accountId, region, ids: [id] }, { ...usage, isCompared: false }, task);
  } catch (error) {
    if (isNotInTurn(error)) return failed(fromFailure(error, origin));
    throw error;
  }
}

/** Counts the changes of the further sessions: that of the first was counted with the input. @returns why they are too many. */
export function countFurther(
  { usage }: GatewayContext,
  origin: Origin<object>,
  sessions: readonly unknown[],
): UserError | undefined {
  for (const _ of sessions.slice(1)) {
    const failure = usage.takeChange();
    if (failure !== undefined) return fromFailure(failure, origin);
  }
  return undefined;
}

export const toErrors = ({ path }: Origin<object>, problems: readonly Problem[]): UserError[] =>
  problems.map((problem) => inputError(path, problem));
