/** Sends a GraphQL request that is JSON text of any kind, and judges the answer. */
import type { Fuzzed } from './fuzzed.ts';
import { type Answer, judgeAnswer } from './judge.ts';
import { mutationMs, readMs } from './world.ts';

/** How much later than its time an answer may be: what was sent to EC2 is waited for, and the machine may be busy. */
const marginMs = 8_000;

type To = Pick<Fuzzed, 'url' | 'headers'>;

/**
 * Sends a request.
 *
 * @param mayBeMasked the paths, as JSON, at which an error may be masked. Default: none.
 * @returns findings; also when there is no answer in time.
 */
export async function judgeRequest(body: string, to: To, mayBeMasked?: RegExp): Promise<string[]> {
  const limitMs = (body.includes('mutation') ? mutationMs : readMs) + marginMs;
  const headers = { 'content-type': 'application/json', ...to.headers };
  try {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(`${to.url}/graphql`, { method: 'POST', headers, body, signal });
    const answer: Answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
    return judgeAnswer(answer, mayBeMasked);
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === 'TimeoutError') return [`no answer within ${limitMs} ms`];
    return [`no whole answer: ${message} ${(cause as Error | undefined)?.message ?? ''}`];
  }
}

/** Sends a body three times: a query that comes again is compiled, and then the compiled one is executed. */
export async function judgeThrice(body: string, to: To): Promise<string[]> {
  for (let count = 0; count < 3; count++) {
    const findings = await judgeRequest(body, to);
    if (findings.length > 0) return findings;
  }
  return [];
}
