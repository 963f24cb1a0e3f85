/** What every frontend does, told on standard output: what its cache shows after each change, and how many requests that took. */

declare const process: { readonly argv: readonly string[] };

/** The argument of each program. */
export interface Task {
  readonly url: string;
  /** A session that does not exist yet, of an interface without sessions. */
  readonly session: {
    readonly networkInterfaceId: string;
    readonly trafficMirrorTargetId: string;
    readonly trafficMirrorFilterId: string;
    readonly sessionNumber: number;
    readonly packetLength: number;
  };
}

export const task = JSON.parse(process.argv[2] ?? '') as Task;

interface Session {
  readonly sessionNumber?: number | null | undefined;
  readonly packetLength?: number | null | undefined;
}

const { fetch } = globalThis;
let requests = 0;
const warnings: string[] = [];
const lists: string[][] = [];

/** `fetch`, counted. */
export const countedFetch: typeof fetch = (input, init) => {
  requests += 1;
  return fetch(input, init);
};

export const warn = (...parts: readonly unknown[]) => void warnings.push(parts.join(' '));
// Libraries say in the console what they do not like.
console.warn = console.error = warn;

/** Notes what the list of sessions shows now. */
export function note(sessions: readonly Session[] = []): void {
  lists.push(sessions.map(({ sessionNumber, packetLength }) => `${sessionNumber}: ${packetLength} bytes`));
}

/** @param more what only this frontend has seen. */
export function report(more: object): void {
  console.log(JSON.stringify({ lists, requests, warnings, ...more }));
}
