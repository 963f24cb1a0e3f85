/** All tokens that must not be accepted, each made from one that is. */
import { subjectForgeries, timeForgeries } from './claims.ts';
import type { Forgery, Genuine } from './forgery.ts';
import { keyForgeries } from './keys.ts';
import { audienceForgeries, issuerForgeries } from './recipients.ts';
import { schemeForgeries } from './schemes.ts';
import { shapeForgeries } from './shapes.ts';
import { signatureForgeries } from './signatures.ts';

const kinds = [
  keyForgeries,
  shapeForgeries,
  signatureForgeries,
  issuerForgeries,
  audienceForgeries,
  timeForgeries,
  subjectForgeries,
];

/** @returns each with the `authorization` header to send. */
export function forgeriesOf(genuine: Genuine): Forgery[] {
  return [
    ...schemeForgeries(genuine),
    ...kinds.flatMap((forgeriesOfKind) =>
      forgeriesOfKind(genuine).map(
        ([name, reason, token]): Forgery => [name, reason, async () => `Bearer ${await token}`],
      ),
    ),
  ];
}
