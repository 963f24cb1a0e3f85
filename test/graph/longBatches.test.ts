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
  mirror = await startTestGateway({ seed: 'large:1100' });
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
    const found = data?.investigations.map(({ session }) => session?.trafficMirrorSessionId);
    const errorKinds = new Set(errors.map(({ extensions: { code, limit } }) => `${code} ${limit}`));
    return { found, errors: errors.length, errorKinds: [...errorKinds] };
  }
  const first = (count: number) =>
    Array.from({ length: 1_100 }, (_, index) => (index < count ? sessionId(index + 1) : undefined));

  test('of 1,100 entities the first 1,000 are answered, and the others are errors', async () => {
    expect(await ask('')).toEqual({ found: first(1_000), errors: 100, errorKinds: ['LIMIT_EXCEEDED batch'] });
  });

  test('fewer are answered if each of them has much below it', async () => {
    const fields = 'siblings { target { type } filter { ingressRules { arn } egressRules { arn } } }';
    expect(await ask(fields)).toEqual({
      found: first(500),
      errors: 600,
      errorKinds: ['LIMIT_EXCEEDED predictedNodes'],
    });
  });
});
