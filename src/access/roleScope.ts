/** An account and Region that a caller uses through a role. It takes some 50 bytes: a caller may list hundreds of them and read few. */
import type { Account } from '../config/accounts.ts';
import type { Budget } from '../ec2/budget.ts';
import type { Recent } from '../ec2/changes/recent.ts';
import type { Retries } from '../ec2/clients.ts';
import type { Connection } from '../ec2/connection.ts';
import type { Ec2Observer } from '../ec2/observer.ts';
import type { Ec2Scope, Place } from '../ec2/scope.ts';
import type { CallerConnections } from './callerConnections.ts';
import type { User } from './roleSessions.ts';

/** What all callers share in an account and Region. */
export interface Shared {
  readonly budget: Budget;
  readonly retries: Retries;
  readonly recent: Recent;
}

/** What all scopes of a caller have in common. */
export interface Owner {
  readonly user: User;
  readonly connections: CallerConnections;
  readonly sharedIn: (place: Place) => Shared;
  readonly observer: Ec2Observer;
  readonly maxAnswerBytes: number;
}

export class RoleScope implements Ec2Scope {
  readonly #place: Place;
  readonly #account: Account;
  readonly #owner: Owner;

  constructor(place: Place, account: Account, owner: Owner) {
    this.#place = place;
    this.#account = account;
    this.#owner = owner;
  }

  get accountId(): string {
    return this.#place.accountId;
  }

  get region(): string {
    return this.#place.region;
  }

  get allows(): Ec2Scope['allows'] {
    return this.#owner.user.allows;
  }

  get observer(): Ec2Observer {
    return this.#owner.observer;
  }

  get maxAnswerBytes(): number {
    return this.#owner.maxAnswerBytes;
  }

  get budget(): Budget {
    return this.#owner.sharedIn(this.#place).budget;
  }

  get recent(): Recent {
    return this.#owner.sharedIn(this.#place).recent;
  }

  connection(): Connection {
    const { user, connections, sharedIn } = this.#owner;
    const use = { user, accountId: this.accountId, account: this.#account };
    return connections.connectionOf(use, this.#place, sharedIn(this.#place).retries);
  }
}
