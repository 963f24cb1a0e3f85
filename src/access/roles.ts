/** Serves each caller through a role of the account: CloudTrail names the caller, and IAM checks permissions independently. */
import { LRUCache } from 'lru-cache';
import { named } from '../caller.ts';
import type { Account, Accounts } from '../config/accounts.ts';
import { unlimited } from '../ec2/budget.ts';
import { createRecent } from '../ec2/changes/recent.ts';
import { createRetries, type Ec2ClientOptions, type Endpoint } from '../ec2/clients.ts';
import { type Ec2Observer, nobody } from '../ec2/observer.ts';
import { defaultAnswerBytes, nameOf, type Place, type SharedPartsOf } from '../ec2/scope.ts';
import { createScopes, inOrder, type Scopes } from '../ec2/scopes.ts';
import { type Access, maxCallers, type Served, waitingIn } from './access.ts';
import { createCallerConnections } from './callerConnections.ts';
import { type Owner, RoleScope, type Shared } from './roleScope.ts';
import { roleOf, type User } from './roleSessions.ts';
import { ec2RightsOf } from './sessionPolicy.ts';

export interface RoleAccessOptions {
  /** The gateway's own credentials, which only need permission to assume the roles. */
  readonly credentials?: Ec2ClientOptions['credentials'];
  readonly endpoint?: Endpoint | undefined;
  /** How many roles may be assumed in a second, and at once. Default: any number. */
  readonly stsRate?: number | undefined;
  /** Default: EC2 has no request rates, and there are no other replicas. */
  readonly sharedOf?: SharedPartsOf;
  /** A larger answer of EC2 is not read. Default: 16 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  readonly observer?: Ec2Observer | undefined;
  /** How answers are read. Default: by our reader. */
  readonly protocols?: Ec2ClientOptions['protocols'];
}

export interface RoleAccess extends Access {
  /** Serves what another accounts file says from now on. Requests that have begun keep to the one before. */
  replace(accounts: Accounts): void;
}

/**
 * Creates access through roles. A session policy narrows each role session to the caller's permissions, so IAM also stops what this
 * process should not have sent. Connections are kept per caller and set of permissions, so nothing in them can reach another caller.
 */
export function createRoleAccess(file: Accounts, options: RoleAccessOptions): RoleAccess {
  const { credentials, endpoint, stsRate, observer = nobody, maxAnswerBytes = defaultAnswerBytes } = options;
  const { protocols } = options;
  const connections = createCallerConnections({ credentials, endpoint, observer, stsRate, protocols });
  const common = { connections, sharedIn: createShared(options), observer, maxAnswerBytes };
  let served = serve(file, common);
  return {
    now: () => served,
    replace(next) {
      served = serve(next, common);
      connections.keepOnly(({ user, accountId, account }, region) => {
        const now = accountOf(next, accountId);
        if (now === undefined || !isOpenTo(user, now)) return false;
        if (region !== undefined && !now.regions.includes(region)) return false;
        return roleOf(now) === roleOf(account);
      });
    },
    waiting: () => waitingIn(connections.all()),
    stop: connections.stop,
  };
}

function serve(file: Accounts, common: Omit<Owner, 'user'>): Served {
  const { accounts, approvedTargets } = file;
  const places = Object.entries(accounts).flatMap(([accountId, { regions }]) =>
    regions.map((region): Place => ({ accountId, region })),
  );
  const all = inOrder(places);
  const placeOf = new Map(all.map((place) => [nameOf(place), place]));
  const known = new LRUCache<string, Scopes>({ max: maxCallers });

  function openTo(owner: Owner): Scopes | undefined {
    const isOpen = ({ accountId }: Place) => isOpenTo(owner.user, accountOf(file, accountId));
    const home = [...(file.home ? [file.home] : []), ...places].find(isOpen);
    if (home === undefined) return undefined;
    const made = new Map<Place, RoleScope>();
    return createScopes(home, all.filter(isOpen), (accountId, region) => {
      const place = placeOf.get(nameOf({ accountId, region }));
      const account = accountOf(file, accountId);
      if (place === undefined || account === undefined || !isOpen(place)) return undefined;
      const scope = made.get(place) ?? new RoleScope(place, account, owner);
      made.set(place, scope);
      return scope;
    });
  }

  return {
    scopesFor({ subject, issuerName, groups = [], permissions }) {
      const relevant = ec2RightsOf(permissions);
      const user: User = {
        name: named(issuerName, subject),
        groups,
        // Names of issuers have no dots, so the first dot ends one.
        sessionName: issuerName === undefined ? subject : `${issuerName}.${subject}`,
        permissions: relevant.join(),
        allows: (right) => relevant.includes(right),
      };
      const key = JSON.stringify([user.name, groups, relevant]);
      const scopes = known.get(key) ?? openTo({ ...common, user });
      if (scopes !== undefined) known.set(key, scopes);
      return scopes;
    },
    places: all,
    accountIds: Object.keys(accounts),
    serves: (accountId) => accountOf(file, accountId) !== undefined,
    approvedTargets,
  };
}

/** Whether a caller may use an account, which may not be served. */
function isOpenTo({ name, groups }: Pick<User, 'name' | 'groups'>, account: Account | undefined): boolean {
  if (account === undefined) return false;
  const { access } = account;
  return (
    access === undefined ||
    access.subjects.includes(name) ||
    access.groups.some((one) => groups.includes(one))
  );
}

const accountOf = ({ accounts }: Accounts, accountId: string): Account | undefined =>
  Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;

/** EC2 counts its request rates by account and Region, whoever the caller is. */
function createShared({
  sharedOf = () => ({ budget: undefined, recent: createRecent() }),
}: RoleAccessOptions): (place: Place) => Shared {
  const known = new Map<string, Shared>();
  return (place) => {
    const key = nameOf(place);
    const made = known.get(key);
    if (made !== undefined) return made;
    const { budget = unlimited, recent } = sharedOf(place);
    const shared = { budget, recent, retries: createRetries() };
    known.set(key, shared);
    return shared;
  };
}
