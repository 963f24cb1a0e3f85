/** Who sends a request, and what their token allows. */

/** Everything that a token can allow. The schema's `@requiresScopes` and `ec2/actions.ts` say what needs which. */
export const permissions = [
  'traffic-mirror:read',
  'traffic-mirror:insight',
  'traffic-mirror:session:write',
  'traffic-mirror:target:write',
  'traffic-mirror:filter:write',
  'traffic-mirror:tag:write',
  'traffic-mirror:delete',
  'traffic-mirror:introspect',
] as const;

export type Permission = (typeof permissions)[number];

export interface Caller {
  /** The token's `sub`. */
  readonly subject: string;
  /** The token's `iss`. */
  readonly issuer: string;
  /** The program that holds the token: its `client_id`, or `azp`. */
  readonly clientId?: string | undefined;
  readonly permissions: ReadonlySet<Permission>;
}

/** The name of a caller, for whom it must not be mistaken for another one: subjects are unique only within their issuer. */
export const actorOf = ({ issuer, subject }: Pick<Caller, 'issuer' | 'subject'>) => `${issuer} ${subject}`;
