/** Says which accounts and Regions are missing from a panel, and why. */
import { Failure } from '../Failure.tsx';
import { keyOf, type Scope } from '../lists.ts';
import { toSentence } from '../request.ts';

export const ScopeErrors = ({ of }: { of: readonly { readonly scope: Scope; readonly message: string }[] }) =>
  of.map(({ scope, message }) => (
    <Failure key={keyOf(scope)} text={`${keyOf(scope)} is missing: ${toSentence(message)}`} />
  ));
