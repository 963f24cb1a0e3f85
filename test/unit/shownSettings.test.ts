import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { settingsHash, shownSettings } from '../../src/config/shown.ts';

const secret = 'a secret that nobody may ever see in any output';
const env = {
  EC2_MODE: 'aws',
  AWS_REGION: 'eu-west-1',
  CURSOR_SECRET: secret,
  REDIS_URL: 'rediss://gateway:swordfish@redis.example.com:6379/0',
  CORS_ORIGINS: 'https://app.example.com',
  AUTH_ISSUER: 'https://issuer.example.com/',
  AUTH_AUDIENCE: 'traffic-mirror',
  AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
  READ_ONLY: 'true',
};

describe('the settings that are shown', () => {
  const shown = shownSettings(parseConfig(env));

  test('have what is in effect, also where nothing was set', () => {
    expect(shown).toMatchObject({
      PORT: 4000,
      AUTH_MODE: 'jwt',
      EC2_BUDGET_PERCENT: 90,
      CORS_ORIGINS: ['https://app.example.com'],
      issuers: [{ issuer: 'https://issuer.example.com/', audiences: ['traffic-mirror'] }],
    });
  });

  test('say of secrets only that they are set', () => {
    expect(shown).toMatchObject({
      CURSOR_SECRET: 'set',
      REDIS_URL: { username: 'gateway', password: 'set' },
    });
    expect(JSON.stringify(shown)).not.toMatch(/swordfish|nobody may ever/);
  });

  test('have a hash that changes with a setting, and not with a secret', () => {
    const hashOf = (changed: object) => settingsHash(parseConfig({ ...env, ...changed }));
    expect(hashOf({ CURSOR_SECRET: secret.replace('a', 'b') })).toBe(hashOf({}));
    expect(hashOf({ PORT: '4001' })).not.toBe(hashOf({}));
  });
});
