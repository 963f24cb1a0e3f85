/** What the side panel shows. Pure. */

export const chosenKinds = [
  'session',
  'target',
  'filter',
  'rule',
  'new',
  'interface',
  'coverage',
  'table',
  'bulk',
  'policies',
  'policy',
  'operation',
  'captures',
  'move',
] as const;

/** What the side panel shows. */
export interface Chosen {
  readonly kind: (typeof chosenKinds)[number];
  /**
   * The AWS ID of a session, target, filter, rule or network interface; for a new rule that of its filter with a direction, as in
   * `tmf-…:INGRESS`; what is new, by what coverage is grouped, what a table lists, or what is done to many sessions; the name of a policy;
   * the id of an operation; `all` policies or captures, or the AWS ID of the interface on which a capture is to be started;
   * the AWS ID of the target whose sessions are to be moved.
   */
  readonly id: string;
}

export const isSame = (left: Chosen | undefined, right: Chosen | undefined) =>
  left?.kind === right?.kind && left?.id === right?.id;
