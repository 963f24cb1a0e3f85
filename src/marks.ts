/**
 * The gateway's own tags, which say what belongs to it: nothing else of it is kept. Whoever can write them decides what that is, so callers
 * cannot.
 */
/** How the keys of the gateway's own tags begin. */
export const markPrefix = 'tmgw:';

/** The key of the tag that says which policy owns a session. */
export const policyKey = `${markPrefix}policy`;
/** The key of the tag of a session that is on its way to another target: no policy touches it meanwhile. */
export const moveKey = `${markPrefix}move`;
/** The keys of the tags that say what became of a session's last move. They say nothing about whom it belongs to. */
export const movedKey = `${markPrefix}moved`;
export const moveFailedKey = `${markPrefix}move-failed`;

/** The tags of a capture's sessions: its id, and when it ends. */
export const captureKey = `${markPrefix}capture`;
export const endKey = `${markPrefix}expires-at`;

/** The tag that the policies of `deploy/iam` ask for in every create. */
export const managed = { key: 'managed-by', value: 'tmgw' } as const;
