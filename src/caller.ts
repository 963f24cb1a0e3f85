/** Who sends a request, and what their token allows. */

/** Everything that a token can allow. The schema's `@requiresScopes` and `ec2/actions.ts` say what needs which. */
export const permissions = [
  'traffic-mirror:read',
  'traffic-mirror:insight',
  'traffic-mirror:session:write',
  'traffic-mirror:target:write',
  'traffic-mirror:filter:write',
  'traffic-mirror:tag:write',
  'traffic-mirror:capture',
  'traffic-mirror:policy:apply',
  'traffic-mirror:delete',
  'traffic-mirror:introspect',
] as const;

export type Permission = (typeof permissions)[number];

/** What only the gateway itself may do: no token can have it. */
export const loopRight = 'tmgw:loop';

/** What actions ask for. */
export type Right = Permission | typeof loopRight;

export interface Caller {
  /** The token's `sub`, or the claim by which its provider identifies callers. */
  readonly subject: string;
  /** The token's `iss`. */
  readonly issuer: string;
  /** The name of the issuer in the settings. Undefined: there is only one. */
  readonly issuerName?: string | undefined;
  /** The groups that the token names, with the name of the issuer in front if there are several. */
  readonly groups?: readonly string[] | undefined;
  /** The token leaves its groups out because there are too many, so the caller has none here. */
  readonly groupsLeftOut?: boolean | undefined;
  /** The program that holds the token: its `client_id`, or `azp`. */
  readonly clientId?: string | undefined;
  readonly permissions: ReadonlySet<Right>;
}

/** The name of a caller, for whom it must not be mistaken for another one: subjects are unique only within their issuer. */
export const actorOf = ({ issuer, subject }: Pick<Caller, 'issuer' | 'subject'>) => `${issuer} ${subject}`;

/** How settings name a caller, or a group: with several issuers, the name of the issuer stands in front. */
export const named = (issuerName: string | undefined, text: string): string =>
  issuerName === undefined ? text : `${issuerName}:${text}`;

/** The subject under which the gateway itself reads findings. No issuer stands in front of it. */
export const surveyorSubject = 'traffic-mirror-findings';

/** No token has a subject that begins so: these are the gateway's own callers, which change things. */
export const ownPrefix = 'tmgw-';

/**
 * The gateway as a caller, for the work that nobody asks for in a request. CloudTrail shows its subject. An account whose `access` does
 * not name it is left alone.
 */
export const loopCaller: Caller = {
  subject: `${ownPrefix}loop`,
  issuer: 'local',
  permissions: new Set<Right>(['traffic-mirror:read', loopRight]),
};

/** The gateway's own callers, as the accounts file names them: no issuer stands in front. */
export const ownSubjects: ReadonlySet<string> = new Set([surveyorSubject, loopCaller.subject]);
