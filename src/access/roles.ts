/** Serves each caller through a role of the account: CloudTrail names the caller, and IAM checks permissions independently. */
import { LRUCache } from 'lru-cache';
import type { Account, Accounts } from '../config/accounts.ts';
import { createBudget, type OnPaced, unlimited } from '../ec2/budget.ts';
import { createRecent } from '../ec2/changes/recent.ts';
import { createRetries, type Ec2ClientOptions, type Endpoint } from '../ec2/clients.ts';
import { type Ec2Observer, nobody } from '../ec2/observer.ts';
import { defaultAnswerBytes, type Ec2Scope, type Place } from '../ec2/scope.ts';
import { createScopes, inOrder } from '../ec2/scopes.ts';
import { type Access, maxCallers, type Served, waitingIn } from './access.ts';
import { createCallerConnections, type User } from './callerConnections.ts';
import { ec2PermissionsOf } from './sessionPolicy.ts';

export interface RoleAccessOptions {
  /** The gateway's own credentials, which only need permission to assume the roles. */
  readonly credentials?: Ec2ClientOptions['credentials'];
  readonly endpoint?: Endpoint | undefined;
  /** The share of EC2's request rates that may be used; undefined for an EC2 without request rates. */
  readonly budgetShare: number | undefined;
  /** A larger answer of EC2 is not read. Default: 16 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  readonly observer?: Ec2Observer | undefined;
  /** Called for every wait for EC2's request rates. */
  readonly paced?: OnPaced | undefined;
}

export interface RoleAccess extends Access {
  /** Serves what another accounts file says from now on. Requests that have begun keep to the one before. */
  replace(accounts: Accounts): void;
}

/** Whether a subject may use an account. */
const isOpenTo = (subject: string, { subjects }: Account) =>
  subjects === undefined || subjects.includes(subject);

/**
 * Creates access through roles. A session policy narrows each role session to the caller's permissions, so IAM also stops what this
 * process should not have sent. Connections are kept per caller and set of permissions, so nothing in them can reach another caller.
 */
export function createRoleAccess(file: Accounts, options: RoleAccessOptions): RoleAccess {
  const { credentials, endpoint, observer = nobody } = options;
  const connections = createCallerConnections({ credentials, endpoint, observer });
  const sharedIn = createShared(options);

  function createScope(user: User, accountId: string, account: Account, region: string): Ec2Scope {
    const { retries, ...shared } = sharedIn({ accountId, region });
    const use = { user, accountId, account };
    return {
      ...shared,
      accountId,
      region,
      allows: user.allows,
      observer,
      maxAnswerBytes: options.maxAnswerBytes ?? defaultAnswerBytes,
      connection: () => connections.connectionOf(use, { accountId, region }, retries),
    };
  }

  let served = serve(file, createScope);
  return {
    now: () => served,
    replace(next) {
      served = serve(next, createScope);
      connections.keepOnly(({ user, accountId, account }, region) => {
        const now = accountOf(next, accountId);
        if (now === undefined || !isOpenTo(user.subject, now)) return false;
        if (region !== undefined && !now.regions.includes(region)) return false;
        return now.roleArn === account.roleArn && now.externalId === account.externalId;
      });
    },
    waiting: () => waitingIn(connections.all()),
    stop: connections.stop,
  };
}

type CreateScope = (user: User, accountId: string, account: Account, region: string) => Ec2Scope;

/** What is open to one caller. */
interface Open {
  readonly user: User;
  readonly home: Place | undefined;
  readonly all: readonly Place[];
}

function serve(file: Accounts, createScope: CreateScope): Served {
  const { accounts, approvedTargets } = file;
  const placesIn = ([accountId, { regions }]: [string, Account]) =>
    regions.map((region): Place => ({ accountId, region }));
  const places = inOrder(Object.entries(accounts).flatMap(placesIn));
  const known = new LRUCache<string, Open>({ max: maxCallers });

  function openTo(user: User): Open {
    const isOpen = ({ accountId }: Place) => {
      const account = accountOf(file, accountId);
      return account !== undefined && isOpenTo(user.subject, account);
    };
    const inFileOrder = [...(file.home ? [file.home] : []), ...Object.entries(accounts).flatMap(placesIn)];
    const home = inFileOrder.find(isOpen);
    return { user, home, all: places.filter(isOpen) };
  }

  return {
    scopesFor({ subject, permissions }) {
      const relevant = ec2PermissionsOf(permissions);
      const user = {
        subject,
        permissions: relevant.join(),
        allows: (permission: (typeof relevant)[number]) => relevant.includes(permission),
      };
      const name = JSON.stringify([subject, user.permissions]);
      const open = known.get(name) ?? openTo(user);
      known.set(name, open);
      const { home, all } = open;
      if (home === undefined) return undefined;
      return createScopes({
        key: open,
        home,
        all,
        isOpen: ({ accountId, region }) => {
          const account = accountOf(file, accountId);
          return account?.regions.includes(region) === true && isOpenTo(subject, account);
        },
        create: ({ accountId, region }) =>
          createScope(open.user, accountId, accounts[accountId] as Account, region),
      });
    },
    accountIds: Object.keys(accounts),
    serves: (accountId) => accountOf(file, accountId) !== undefined,
    approvedTargets,
  };
}

const accountOf = ({ accounts }: Accounts, accountId: string): Account | undefined =>
  Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;

/** What all callers share in an account and Region: EC2 counts its request rates by those, whoever the caller is. */
function createShared({ budgetShare, paced }: RoleAccessOptions) {
  const create = () => ({
    budget: budgetShare === undefined ? unlimited : createBudget(budgetShare, paced),
    retries: createRetries(),
    recent: createRecent(),
  });
  const known = new Map<string, ReturnType<typeof create>>();
  return ({ accountId, region }: Place) => {
    const key = `${accountId}/${region}`;
    const shared = known.get(key) ?? create();
    known.set(key, shared);
    return shared;
  };
}
