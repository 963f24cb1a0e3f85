/** Which traces are recorded. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler as SdkSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Sampler } from '../config/otlp.ts';

type Root = Exclude<Sampler, `parentbased_${string}`>;

const roots: Readonly<Record<Root, (ratio: number) => SdkSampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

/** Those with `parentbased_` do as the client's span says, if it has sent one. */
export function toSampler(name: Sampler, ratio: number): SdkSampler {
  const [root, isParentBased] = name.startsWith('parentbased_')
    ? [name.slice('parentbased_'.length) as Root, true]
    : [name as Root, false];
  const sampler = roots[root](ratio);
  return isParentBased ? new ParentBasedSampler({ root: sampler }) : sampler;
}
