/**
 * Clients of AWS that were not written for this project. Each is driven by a small program in `clients/`, which reads one
 * request a line as JSON, sends it in the client's usual way, and writes one answer a line: `output`, or `error` with the code and
 * status that the client reports. It is ended after the test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cleanUp } from '../support/cleanUp.ts';
import { endProcess } from '../support/process.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Request {
  readonly action: string;
  readonly input: object;
  readonly service?: 'ec2' | 'sts' | 'elbv2';
  /** `pages` uses the client's paginator; `wait` its waiter, whose name is the action. Default: one call. */
  readonly how?: 'call' | 'pages' | 'wait';
  /** Default: those that the client was started with. */
  readonly credentials?: Credentials;
}

/** What a client reports about an error: the CLI shows no status. */
export interface Refusal {
  readonly code: string;
  readonly status?: number;
}

export interface ForeignClient {
  /** What the client makes of the answer, without what is empty and without metadata. Rejects if it reports an error. */
  ask(request: Request): Promise<unknown>;
  /** Rejects if the client reports no error. */
  refusal(request: Request): Promise<Refusal>;
}

/** Nothing of the machine's own configuration of AWS is used. */
const env = {
  PATH: process.env.PATH ?? '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Starts the program of a client. @param url the embedded EC2. */
export function startForeignClient(
  [file = '', ...args]: readonly string[],
  url: string,
  credentials: Credentials,
): ForeignClient {
  const child = spawn(file, [...args, url, 'us-east-1'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  cleanUp(() => endProcess(child));
  const nextLine = linesOf(child);
  const send = async (request: Request) => {
    child.stdin.write(`${JSON.stringify({ service: 'ec2', how: 'call', credentials, ...request })}\n`);
    return JSON.parse(await nextLine()) as { output?: unknown; error?: Refusal };
  };
  return {
    ask: async (request) => {
      const { output, error } = await send(request);
      if (error) throw new Error(`${request.action}: ${error.code}`);
      return tidy(output);
    },
    refusal: async (request) => {
      const { output, error } = await send(request);
      if (!error) throw new Error(`${request.action} succeeded: ${JSON.stringify(output)}`);
      return error;
    },
  };
}

/** Reads standard output line by line; rejects with standard error when the program has ended. */
function linesOf(child: ChildProcess): () => Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('no output');
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const closed = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (!done) return value;
    await closed;
    throw new Error(`the client ended: ${complaints}`);
  };
}

const metadata = new Set(['$metadata', 'ResponseMetadata', 'ResultMetadata', 'ClientToken', 'NextToken']);

/** Clients differ in what they show of an empty list, in how they write times, and in their metadata. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value))
    return new Date(value).toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, item]) => !metadata.has(name) && !isEmpty(item))
    .map(([name, item]) => [name, tidy(item)]);
  return Object.fromEntries(entries);
}

const isEmpty = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
