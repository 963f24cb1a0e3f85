/** Resolvers of captures. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { listCaptures } from '../captures.ts';
import { extendCapture } from '../mutations/captures/extend.ts';
import { startCapture } from '../mutations/captures/start.ts';
import { stopCapture } from '../mutations/captures/stop.ts';
import { originOf } from '../mutations/inputs.ts';
import { connectionFields } from './resource.ts';

export const captures = {
  Query: {
    trafficMirrorCaptures: (_, list, context) => listCaptures(context, list),
  },
  Mutation: {
    startTrafficMirrorCapture: (_, { input }, context) => startCapture(context, originOf(input)),
    extendTrafficMirrorCapture: (_, { input }, context) => extendCapture(context, originOf(input)),
    stopTrafficMirrorCapture: (_, { input }, context) => stopCapture(context, originOf(input)),
  },
  TrafficMirrorCaptureConnection: connectionFields,
} satisfies Resolvers;
