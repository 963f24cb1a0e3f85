/** What is fuzzed: a gateway with its embedded EC2, and a gateway whose EC2 is behind a proxy that spoils answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../support/emulator.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { type Fuzzed, startFuzzed } from './fuzzed.ts';
import { type Spoiler, startSpoiler } from './spoiler.ts';

export interface World {
  /** With its embedded EC2. */
  readonly plain: Fuzzed;
  /** With an EC2 whose answers are spoilt. */
  readonly spoilt: Fuzzed;
  readonly spoiler: Spoiler;
  stop(): Promise<void>;
}

/** Times of requests: short, so that much is tried, and a request that hangs is soon noticed. */
export const readMs = 1_000;
export const mutationMs = 1_500;

const permissions =
  'traffic-mirror:read traffic-mirror:session:write traffic-mirror:target:write traffic-mirror:filter:write traffic-mirror:tag:write traffic-mirror:capture traffic-mirror:delete traffic-mirror:introspect';
const longLived = 24 * 3_600;

/** The gateway masks and logs a value of EC2 that the schema does not have: somebody must upgrade it. */
const unknownValue = /GraphQLEnumType\.serialize.*"msg":"resolver failed"/;

export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const issuer = await startTokenIssuer();
  const emulator = await startEmulator({ seed: 'demo' });
  const spoiler = await startSpoiler(emulator.url);
  const exp = Math.floor(Date.now() / 1_000) + longLived;
  const token = await issuer.token(permissions, { exp });
  const common = {
    LIMITS: `readMs=${readMs},mutationMs=${mutationMs}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const plain = await startFuzzed({ env: { ...common, AUDIT_FILE: join(folder, 'plain.jsonl') } });
  const spoilt = await startFuzzed({
    env: {
      ...common,
      ...issuer.env,
      AUDIT_FILE: join(folder, 'spoilt.jsonl'),
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_EC2: spoiler.url,
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: spoiler.url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'ASIAFUZZ',
      AWS_SECRET_ACCESS_KEY: 'canary-secret-access-key',
      EC2_BUDGET_PERCENT: '100',
    },
    headers: { authorization: `Bearer ${token}` },
    mayLog: unknownValue,
  });
  return {
    plain,
    spoilt,
    spoiler,
    async stop() {
      await plain.stop();
      await spoilt.stop();
      spoiler.stop();
      await emulator.stop();
      await issuer.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
