/** Says before somebody starts a change that they cannot make it. */
import { type Permission, whyNot } from '../signin/permissions.ts';
import { useScene } from './scene.ts';

export function MayNot({ permission }: { permission: Permission }) {
  const reason = whyNot(permission, useScene().caller);
  return reason === undefined ? null : <p className="mark">{reason}</p>;
}
