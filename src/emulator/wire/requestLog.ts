/** The latest requests, for tests that check what was sent. Bounded in number and size. */

/** A request that was authenticated and well formed enough to reach throttling. */
export interface LoggedRequest {
  readonly action: string;
  /** Names and values as on the wire, without Action and Version. */
  readonly params: Readonly<Record<string, string>>;
  readonly accountId: string;
  readonly region: string;
}

const maxRequests = 1_000;
const maxChars = 4_000_000;

/** Drops the oldest requests beyond 1,000 requests or 4,000,000 characters. */
export class RequestLog {
  readonly #entries: { request: LoggedRequest; chars: number }[] = [];
  #chars = 0;

  add(request: LoggedRequest): void {
    let chars = 0;
    for (const name in request.params) chars += name.length + (request.params[name]?.length ?? 0);
    this.#entries.push({ request, chars });
    this.#chars += chars;
    while (this.#entries.length > maxRequests || this.#chars > maxChars) {
      this.#chars -= this.#entries.shift()?.chars ?? 0;
    }
  }

  /** Oldest first. */
  list(): LoggedRequest[] {
    return this.#entries.map(({ request }) => request);
  }

  clear(): void {
    this.#entries.length = 0;
    this.#chars = 0;
  }
}
