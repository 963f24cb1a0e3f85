/** Says how many rules could not be checked, and on request why. */

import type { Unchecked } from './findings.ts';
import { uncheckedCount, uncheckedReasons } from './findingWords.ts';

export function UncheckedRules({ unchecked }: { unchecked: readonly Unchecked[] }) {
  if (unchecked.length === 0) return null;
  return (
    <details className="unchecked">
      <summary>{uncheckedCount(unchecked)}</summary>
      <ul>
        {uncheckedReasons(unchecked).map(({ reason, rules }) => (
          <li key={reason}>
            {reason} <small>Rules, each with how many resources it was not checked for: {rules}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
