/** Answers of AWS that are too large, or never end, are cut off: with a clear code, in time, and without the memory for them. */
import { describe, expect, test } from '@jest/globals';
import { limitDefaults } from '../../src/config/limits.ts';
import { defaultAnswerBytes } from '../../src/ec2/scope.ts';
import { assumeRole, createStsClient, fetchIdentity } from '../../src/ec2/sts.ts';
import { noSpan } from '../../src/trace.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startGatewayAt } from '../support/faults/gatewayAt.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

const readMs = 5_000;
/** For the computing itself, on a machine that also runs other tests. */
const slackMs = 3_000;
/** What fits into the buffers of one connection, whether it is read or not. */
const buffered = 8_000_000;

const read = `{ trafficMirrorSession(id: "${sessionId(1)}") { trafficMirrorSessionId } }`;
const list = '{ trafficMirrorSessions(first: 1000) { nodes { trafficMirrorSessionId } } }';
const modify = `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 100 }) { userErrors { code } } }`;

const open = (action: string) => `<${action}Response><requestId>r</requestId><trafficMirrorSessionSet>`;
const close = (action: string) => `</trafficMirrorSessionSet></${action}Response>`;
const item = (n: number) =>
  `<item><trafficMirrorSessionId>tms-0${String(n).padStart(16, '0')}</trafficMirrorSessionId></item>`;

async function startGateway({ url }: Upstream, limits = '') {
  const gateway = await startGatewayAt(url, { LIMITS: `readMs=${readMs},mutationMs=1000${limits}` });
  cleanUp(() => gateway.stop(0));
  return gateway;
}

/** Sends an operation, and says how it ended. */
async function send(gateway: Awaited<ReturnType<typeof startGateway>>, query: string) {
  const startedAtMs = performance.now();
  const answer = await gateway.send(query);
  const [, code] = /"code":"(\w+)"/.exec(JSON.stringify(answer)) ?? [];
  return { code, ms: performance.now() - startedAtMs };
}

describe('an answer of EC2', () => {
  test.each([
    ['to a read', read, 'UPSTREAM_UNAVAILABLE'],
    ['to a list', list, 'UPSTREAM_UNAVAILABLE'],
    ['to a change', modify, 'OUTCOME_UNKNOWN'],
  ])('%s that does not end is cut off', async (_, query, code) => {
    const upstream = await startUpstream((action, response, endless) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      endless(open(action), item(1).repeat(1_000));
    });
    const gateway = await startGateway(upstream, ',ec2AnswerBytes=200000');
    const ended = await send(gateway, query);
    expect(ended.code).toBe(code);
    expect(ended.ms).toBeLessThan(readMs + slackMs);
    expect(upstream.sent()).toBeLessThan(upstream.requests() * (200_000 + buffered));
  });

  test('that is an error document without end is cut off', async () => {
    const upstream = await startUpstream((_, response, endless) => {
      response.writeHead(503, { 'content-type': 'text/xml' });
      endless('<Response><Errors><Error><Code>Unavailable</Code><Message>', 'x'.repeat(100_000));
    });
    const ended = await send(await startGateway(upstream, ',ec2AnswerBytes=200000'), read);
    expect(ended.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(ended.ms).toBeLessThan(readMs + slackMs);
  });

  test('with 200,000 items is not parsed', async () => {
    const items = Buffer.from(Array.from({ length: 200_000 }, (_, n) => item(n)).join(''));
    const upstream = await startUpstream((action, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' }).write(open(action));
      response.write(items);
      response.end(close(action));
    });
    expect(items.length).toBeLessThan(defaultAnswerBytes);
    const gateway = await startGateway(upstream);
    const usedBefore = process.memoryUsage().heapUsed;
    const ended = await send(gateway, read);
    expect(ended.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(ended.ms).toBeLessThan(readMs + slackMs);
    // Parsed once, they would be more than 100 MB.
    expect(process.memoryUsage().heapUsed - usedBefore).toBeLessThan(100_000_000);
  });

  test('with 500,000 entities is not parsed', async () => {
    const upstream = await startUpstream((action, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const described = item(1).replace(
        '</item>',
        `<description>${'&amp;'.repeat(500_000)}</description></item>`,
      );
      response.end(`${open(action)}${described}${close(action)}`);
    });
    expect((await send(await startGateway(upstream), read)).code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('is bounded by the limit of the same name', () => {
    expect(defaultAnswerBytes).toBe(limitDefaults.ec2AnswerBytes);
  });
});

describe('an answer of STS', () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const startEndless = (everyMs?: number) =>
    startUpstream((action, response, endless) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      if (everyMs === undefined) return endless(`<${action}Response>`, 'x'.repeat(65_536));
      const drip = setInterval(() => response.write(' '), everyMs);
      response.once('close', () => clearInterval(drip));
    });
  const assume = ({ url: endpoint }: Upstream) => {
    const sts = createStsClient({ region: 'us-east-1', endpoint, credentials });
    cleanUp(() => sts.destroy());
    const accountId = '123456789012';
    const roleArn = `arn:aws:iam::${accountId}:role/gateway`;
    return assumeRole(() => sts, {
      accountId,
      roleArn,
      externalId: undefined,
      callerName: 'alice',
      policy: () => '{}',
      onAssumed: () => {},
    })(() => noSpan);
  };

  test('that does not end is cut off', async () => {
    const upstream = await startEndless();
    await expect(assume(upstream)).rejects.toMatchObject({
      kind: 'credentialsUnavailable',
      ambiguous: false,
    });
    await expect(fetchIdentity({ region: 'us-east-1', endpoint: upstream.url, credentials })).rejects.toThrow(
      'too large',
    );
    expect(upstream.sent()).toBeLessThan(upstream.requests() * (300_000 + buffered));
  });

  test('that drips is waited for ten seconds', async () => {
    const startedAtMs = performance.now();
    await expect(assume(await startEndless(500))).rejects.toMatchObject({ kind: 'credentialsUnavailable' });
    expect(performance.now() - startedAtMs).toBeLessThan(10_000 + slackMs);
  });
});
