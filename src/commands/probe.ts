/** Asks a gateway on this machine whether it lives, or is ready. Runs every few seconds as a health check, so it loads nothing of the gateway. */
import { get } from 'node:http';
import { defaultHost, defaultPort } from '../config/address.ts';
import type { Probe } from './asked.ts';

/** For connecting and the whole answer. */
const timeoutMs = 3_000;
/** An answer is much shorter. What else listens there may send anything. */
const maxLength = 10_000;

/** Addresses that stand for all of this machine's, and where it is asked then: a socket for IPv6 usually takes IPv4 too (ipv6(7), IPV6_V6ONLY). */
const everywhere: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0': ['127.0.0.1'],
  '::': ['127.0.0.1', '::1'],
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Prints what the gateway says. @param env its settings. @returns the exit code: 0 if it is well. */
export async function probe(what: Probe, { HOST, PORT, ADMIN_PORT }: Environment): Promise<number> {
  const port = ADMIN_PORT?.trim() || PORT?.trim() || String(defaultPort);
  if (!/^[1-9]\d{0,4}$/.test(port))
    return fail(`PORT or ADMIN_PORT must be the port of the gateway, not ${JSON.stringify(port)}`);
  const host = HOST?.trim() || defaultHost;
  const problems: string[] = [];
  for (const one of everywhere[host] ?? [host]) {
    const url = `http://${one.includes(':') ? `[${one.replace(/[[\]]/g, '')}]` : one}:${port}/health/${what}`;
    try {
      const { isWell, text } = await ask(url);
      if (isWell) process.stdout.write(`${text}\n`);
      return isWell ? 0 : fail(text);
    } catch (error) {
      problems.push(`${url} does not answer: ${(error as Error).message}`);
    }
  }
  return fail(problems.join('\n'));
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

interface Answer {
  readonly isWell: boolean;
  /** For example `not ready: keys, audit`. */
  readonly text: string;
}

/** Not with `fetch`, which takes as long to load as all the rest. @throws Error when there is no answer. */
function ask(url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { connection: 'close' } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        if (body.length < maxLength) body += chunk;
        else request.destroy(new Error(`more than ${maxLength} characters`));
      });
      response.on('error', reject).on('end', () => {
        clearTimeout(timer);
        resolve(toAnswer(url, response.statusCode, body));
      });
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no whole answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function toAnswer(url: string, httpStatus: number | undefined, body: string): Answer {
  const { status, reasons = [] } = parse(body);
  if (status === undefined)
    return { isWell: false, text: `${url} answers HTTP ${httpStatus}, and not as a gateway does` };
  return { isWell: httpStatus === 200, text: [status, reasons.join(', ')].filter(Boolean).join(': ') };
}

/** What `/health/live` and `/health/ready` answer. */
function parse(body: string): { status?: string; reasons?: readonly string[] } {
  try {
    const { status, reasons } = Object(JSON.parse(body)) as Record<string, unknown>;
    if (typeof status !== 'string') return {};
    return { status, ...(Array.isArray(reasons) && { reasons: reasons.map(String) }) };
  } catch {
    return {};
  }
}
