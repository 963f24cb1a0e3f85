/** Batches that are longer than the limits allow, through gateways: what fits is answered, and what does not is an error. */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { cleanUp } from '../support/cleanUp.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { gateways } from './gateways.ts';

const sessionId = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;

/** The compute subgraph, with more cases than one batch of the mirror subgraph answers. */
async function startCompute(): Promise<string> {
  const typeDefs = parse(readFileSync('examples/platform-graph/compute.graphql', 'utf8'));
  const investigations = Array.from({ length: 1_100 }, (_, index) => ({
    id: String(index),
    title: '',
    session: { id: Buffer.from(`123456789012/us-east-1/${sessionId(index + 1)}`).toString('base64url') },
  }));
  const resolvers = { Query: { investigations: () => investigations } };
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  cleanUp(() => server.stop());
  return url;
}

interface Cases {
  investigations: { id: string; session: { trafficMirrorSessionId: string } | null }[];
}

let mirror: TestGateway;
let computeUrl: string;
beforeAll(async () => {
  // Four programs run in this process, so on a busy machine a request may take longer than elsewhere.
  mirror = await startTestGateway({ seed: 'large:1100', env: { LIMITS: 'readMs=60000' } });
  computeUrl = await startCompute();
});

describe.each(gateways)('through %s', (_, start) => {
  let url: string;
  beforeAll(async () => {
    const subgraph = { name: 'mirror', url: `${mirror.url}/graphql` };
    const gateway = await start(subgraph, { name: 'compute', url: computeUrl }, fetch);
    cleanUp(gateway.stop);
    url = gateway.url;
  });

  async function ask(fields: string) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ investigations { id session { trafficMirrorSessionId ${fields} } } }`,
      }),
    });
    const { data, errors = [] } = (await response.json()) as GraphqlAnswer<Cases>;
    const found = data?.investigations.map(({ session }) => session?.trafficMirrorSessionId) ?? [];
    const kinds = new Set(
      errors.map(({ message, extensions: { code, limit = message } }) => `${code} ${limit}`),
    );
    const answered = found.filter((id) => id !== undefined);
    // Those that were answered are the first ones, in order.
    expect(answered).toEqual(answered.map((_, index) => sessionId(index + 1)));
    return { errors: [...kinds], failed: errors.length, answered: answered.length, of: found.length };
  }

  test('of 1,100 entities the first 1,000 are answered, and the others are errors', async () => {
    expect(await ask('')).toEqual({
      errors: ['LIMIT_EXCEEDED batch'],
      failed: 100,
      answered: 1_000,
      of: 1_100,
    });
  });

  test('fewer are answered if each of them has much below it', async () => {
    const fields = 'siblings { target { type } filter { ingressRules { arn } egressRules { arn } } }';
    const errors = ['LIMIT_EXCEEDED predictedNodes'];
    expect(await ask(fields)).toEqual({ errors, failed: 600, answered: 500, of: 1_100 });
  });
});
