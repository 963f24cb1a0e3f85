/** What the reason of a failed sign-in means for going on. Pure. */

/** Whether it is worth trying again, without anybody doing anything. */
export const isPassing = (error: Error) =>
  ['unreachable', 'temporarily_unavailable', 'server_error'].includes(codeOf(error));

/** Whether the issuer has nothing against it, and only needs to ask the user (OpenID Connect Core, section 3.1.2.6). */
export const needsUser = (error: Error) =>
  ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'].includes(
    codeOf(error),
  );

/** The issuer's error code, or `unreachable`. */
const codeOf = (error: Error) => ('code' in error ? String(error.code) : '');
