/** Says who is signed in and what they may do, and lets them sign out; or in. */
import './account.css';
import { Menu } from '../Menu.tsx';
import { account } from './account.ts';
import { permissionWords } from './permissions.ts';
import type { State } from './session.ts';
import type { Caller } from './useAccount.ts';

/** How many accounts and Regions are listed. */
const maxScopes = 20;

export function AccountMenu({ state, caller }: { state: State; caller: Caller | undefined }) {
  if (state.kind === 'signedOut' && caller === undefined)
    return (
      <button type="button" onClick={() => void account?.signIn()}>
        Sign in
      </button>
    );
  const session = state.kind === 'signedIn' || state.kind === 'ended' ? state.session : undefined;
  const name = session?.name || caller?.subject;
  // Without tokens, all callers are the same.
  if (name === undefined || (session === undefined && caller?.issuer === 'local')) return null;
  return (
    <div className="account">
      <Menu name={name}>
        <section aria-label="Who you are">
          <dl>
            <dt>Name</dt>
            <dd>{name}</dd>
            {caller !== undefined && <Facts caller={caller} />}
            {session !== undefined && (
              <>
                <dt>Signed in until</dt>
                <dd>
                  {new Date(session.endsAt).toLocaleTimeString()}
                  {session.refreshToken !== undefined && ', renewed by itself'}
                </dd>
              </>
            )}
          </dl>
          {session !== undefined && (
            <button type="button" onClick={() => void account?.signOut()}>
              Sign out
            </button>
          )}
        </section>
      </Menu>
    </div>
  );
}

function Facts({ caller }: { caller: Caller }) {
  const { subject, issuer, groups, permissions, readOnlyReason, scopes } = caller;
  return (
    <>
      <dt>Known to the gateway as</dt>
      <dd className="long">{subject}</dd>
      <dt>By the issuer</dt>
      <dd className="long">{issuer}</dd>
      {groups.length > 0 && (
        <>
          <dt>Groups</dt>
          <dd>{groups.join(', ')}</dd>
        </>
      )}
      <dt>Permissions</dt>
      <dd>
        <ul>
          {Object.entries(permissionWords).map(([permission, words]) => {
            const isHeld = permissions.includes(permission);
            return (
              <li key={permission} className={isHeld ? '' : 'lacking'} title={permission}>
                <span aria-hidden="true">{isHeld ? '✓' : '✗'}</span> {isHeld ? '' : 'not: '}
                {words}
              </li>
            );
          })}
        </ul>
        {readOnlyReason !== null && <p>Nothing can be changed here: {readOnlyReason}.</p>}
      </dd>
      <dt>Accounts and Regions</dt>
      <dd>
        <ul>
          {scopes.slice(0, maxScopes).map(({ accountId, region }) => (
            <li key={`${accountId} ${region}`}>
              {accountId} {region}
            </li>
          ))}
        </ul>
        {scopes.length > maxScopes && `and ${scopes.length - maxScopes} more`}
      </dd>
    </>
  );
}
