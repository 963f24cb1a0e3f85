/** Says what an answer of the gateway rests on. */
import type { TrafficMirrorAssumption } from '../../generated/web/graphql.ts';
import { assumptionTexts } from './findingWords.ts';

export const Assumptions = ({
  of: { assumptions },
}: {
  of: { readonly assumptions: readonly TrafficMirrorAssumption[] };
}) =>
  assumptions.map((assumption) => (
    <p key={assumption} className="detail">
      Assumes, because AWS does not document it: {assumptionTexts[assumption]}
    </p>
  ));
