/** Requests that end at the HTTP edge, and the GraphQL-shaped answer they get. */

export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    /** For programs: `extensions.code` of the answer. */
    readonly code: string,
    /** For people: what to do instead. */
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  toBody(requestId: string): string {
    return JSON.stringify({
      errors: [{ message: this.message, extensions: { code: this.code, requestId } }],
    });
  }
}
