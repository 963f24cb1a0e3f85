/** The input that starts a capture. */
import * as z from 'zod';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import type { StartTrafficMirrorCaptureInput } from '../../../generated/types.ts';
import { wholePacketAtLoadBalancer } from '../../../mirroring/loadBalancers.ts';
import { sessionRanges } from '../../../mirroring/ranges.ts';
import type { Capture } from '../../../policies/captures.ts';
import type { GatewayContext } from '../../context.ts';
import { parseId } from '../../ids.ts';
import { elsewhere, scopeOfAny } from '../../scoping.ts';
import { idempotencyKey, integer, named, text } from '../fields.ts';
import { type Checked, checkInput, type Origin } from '../inputs.ts';
import { minutes } from './capture.ts';
import { sessionNumberOf } from './sources.ts';

const howMany = 'must have 1 to 50 entries';

const schema = z.object({
  networkInterfaceIds: z
    .array(named('NetworkInterface'))
    .min(1, howMany)
    .max(50, howMany)
    .superRefine((ids, check) => {
      for (const [index, id] of ids.entries())
        if (ids.indexOf(id) < index)
          check.addIssue({ code: 'custom', path: [index], message: `must not have ${id} twice` });
    }),
  trafficMirrorTargetId: named('TrafficMirrorTarget'),
  trafficMirrorFilterId: named('TrafficMirrorFilter'),
  minutes,
  reason: text.refine((reason) => reason !== '', 'must not be empty'),
  packetLength: integer(sessionRanges.packetLength).optional(),
  virtualNetworkId: integer(sessionRanges.virtualNetworkId).optional(),
  precedence: z.enum(['BEFORE_OTHERS', 'AFTER_OTHERS']).optional(),
  idempotencyKey: idempotencyKey.optional(),
});

type WantedCapture = z.output<typeof schema>;

/** A capture that is being started. */
export interface Starting extends WantedCapture {
  readonly scope: Ec2Scope;
  readonly id: string;
}

export function checkStart(
  context: GatewayContext,
  { path, input }: Origin<StartTrafficMirrorCaptureInput>,
): Checked<WantedCapture> {
  const interfaces = input.networkInterfaceIds.map((id) => parseId('NetworkInterface', id));
  const scope = scopeOfAny(context.scopes, input.scope, interfaces) ?? null;
  return checkInput(
    context,
    { path, input: { ...input, scope } },
    {
      schema,
      references: [
        ['trafficMirrorTargetId', 'TrafficMirrorTarget'],
        ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
      ],
      crossChecks: (given) => elsewhere(context.scopes, given.scope, 'networkInterfaceIds', interfaces),
    },
  );
}

/**
 * The fields of the input in which a capture differs that was started with the same key.
 *
 * @param isStarting whether it may not have all of its sessions yet.
 */
export function differences(
  { sessions, reason }: Capture,
  wanted: WantedCapture,
  isStarting: boolean,
): string[] {
  const { networkInterfaceIds, virtualNetworkId, precedence } = wanted;
  const packetLength = (length: number | undefined) => length ?? wholePacketAtLoadBalancer;
  const sources = new Set(sessions.map(({ networkInterfaceId }) => networkInterfaceId));
  const isWhole = isStarting || networkInterfaceIds.every((id) => sources.has(id));
  const agree: Readonly<Record<string, (session: Capture['sessions'][number]) => boolean>> = {
    networkInterfaceIds: (one) => isWhole && networkInterfaceIds.includes(one.networkInterfaceId ?? ''),
    trafficMirrorTargetId: (one) => one.trafficMirrorTargetId === wanted.trafficMirrorTargetId,
    trafficMirrorFilterId: (one) => one.trafficMirrorFilterId === wanted.trafficMirrorFilterId,
    reason: () => reason === wanted.reason,
    // Without one, EC2 shows that of a load balancer.
    packetLength: (one) => packetLength(one.packetLength) === packetLength(wanted.packetLength),
    virtualNetworkId: (one) => virtualNetworkId === undefined || one.virtualNetworkId === virtualNetworkId,
    precedence: (one) => one.sessionNumber === sessionNumberOf(precedence),
  };
  return Object.keys(agree).filter((field) => !sessions.every((session) => agree[field]?.(session)));
}
