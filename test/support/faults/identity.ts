/** The rows of the table of faults in which token issuers or STS fail. */
import { expect } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts';
import { startJwks } from '../../../src/identity/jwks.ts';
import { ours, roleOf, startRoleGateway } from '../roleGateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../tokens.ts';
import { type GatewayAt, startGatewayAt } from './gatewayAt.ts';
import { type Ends, reads, tryAll } from './setup.ts';

async function withTokens(
  drive: (world: {
    readonly tokens: TokenIssuer;
    readonly startGateway: () => Promise<GatewayAt>;
  }) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({ seed: 'demo' });
  const tokens = await startTokenIssuer();
  const authorization = `Bearer ${await tokens.token('traffic-mirror:read')}`;
  const gateways: GatewayAt[] = [];
  try {
    await drive({
      tokens,
      startGateway: async () => {
        const gateway = await startGatewayAt(emulator.url, tokens.env, { authorization });
        gateways.push(gateway);
        return gateway;
      },
    });
  } finally {
    for (const gateway of gateways) await gateway.stop(0);
    await emulator.stop();
    await tokens.stop();
  }
}

/** @param ends of the operations that a caller with a role tries; the role is assumed for each caller separately. */
async function withSts(
  fault: (emulator: Emulator) => void,
  ends: Pick<Ends, 'readById' | 'modify'>,
): Promise<void> {
  const gateway = await startRoleGateway({
    accounts: { [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) } },
  });
  try {
    fault(gateway.emulator);
    const scopes = 'traffic-mirror:read traffic-mirror:session:write';
    const send = (query: string, variables: object = {}) =>
      gateway.ask(query, { scopes, variables, subject: query.startsWith('mutation') ? 'bob' : 'alice' });
    await tryAll({ url: gateway.url, adminUrl: gateway.url, send }, ends);
    if (ends.modify !== 'ok')
      expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBeUndefined();
  } finally {
    await gateway.stop();
  }
}

export const atIdentity = {
  '54 the keys of the token issuer cannot be fetched any more: the last ones serve': () =>
    withTokens(async ({ tokens, startGateway }) => {
      const gateway = await startGateway();
      tokens.breakDown();
      await tryAll(gateway, reads('ok'));
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    }),

  '54 the keys of the token issuer cannot be fetched at the start: not ready, and all requests are refused':
    () =>
      withTokens(async ({ tokens, startGateway }) => {
        tokens.breakDown();
        const gateway = await startGateway();
        await tryAll(gateway, reads(['UNAUTHENTICATED', false]));
        expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
      }),

  // Tests the key set alone, because its clock can be moved.
  '55 a new key is fetched, and a flood of unknown key ids is not passed on to the issuer': async () => {
    const tokens = await startTokenIssuer();
    let nowMs = 0;
    const jwks = await startJwks(
      { url: String(tokens.env.AUTH_JWKS_URL) },
      () => {},
      () => nowMs,
    );
    try {
      await tokens.rotate();
      nowMs += 31_000;
      const flattened = { payload: '', signature: '' };
      await jwks.getKey({ alg: 'ES256', kid: 'key-2' }, flattened);
      const before = tokens.fetches();
      for (let n = 0; n < 200; n++)
        await expect(jwks.getKey({ alg: 'ES256', kid: `unknown-${n}` }, flattened)).rejects.toThrow();
      expect(tokens.fetches()).toBe(before);
    } finally {
      jwks.stop();
      await tokens.stop();
    }
  },

  '56 STS throttles once': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ error: { code: 'Throttling', status: 400 } }]), {
      readById: 'ok',
      modify: 'ok',
    }),

  '56 STS throttles on and on: the change was not sent': () =>
    withSts(
      (emulator) =>
        emulator.faults('AssumeRole', [{ error: { code: 'Throttling', status: 400 }, times: 1_000 }]),
      { readById: ['THROTTLED', true], modify: ['THROTTLED', true] },
    ),

  "56 STS denies the role: the fault is the gateway's": () =>
    withSts((emulator) => emulator.deny('AssumeRole'), {
      readById: ['UPSTREAM_FORBIDDEN', false],
      modify: ['UPSTREAM_FORBIDDEN', false],
    }),

  '56 STS answers with an empty page: the change was not sent': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ body: '', times: 1_000 }]), {
      readById: ['UPSTREAM_UNAVAILABLE', true],
      modify: ['UPSTREAM_UNAVAILABLE', true],
    }),

  '56 STS does not answer: the change was not sent': () =>
    withSts((emulator) => emulator.faults('AssumeRole', [{ delayMs: 15_000, times: 1_000 }]), {
      modify: ['UPSTREAM_UNAVAILABLE', true],
    }),
} satisfies Record<string, () => Promise<void>>;
