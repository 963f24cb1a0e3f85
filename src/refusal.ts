/** Requests that end at the HTTP edge, and the GraphQL-shaped answer they get. */

export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    /** For programs: `extensions.code` of the answer. */
    readonly code: string,
    /** For people: what to do instead. */
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    /** More for programs, beside the code. */
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }

  toBody(requestId: string): string {
    const { message, code, details } = this;
    return JSON.stringify({ errors: [{ message, extensions: { code, ...details, requestId } }] });
  }
}
