/** Every setting, one by one: its form and its default. */
import * as z from 'zod';
import { limits } from './limits.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const regionCode = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region code, for example eu-west-1');

export const loopbackHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

function isSafeUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
}

/** Every setting of the gateway's own, with its default. The README's table is compared with it by a test. */
export const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  ADMIN_PORT: port.optional(),
  PLAYGROUND: flag.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CURSOR_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AUDIT_FILE: z.string().optional(),
  OPERATIONS: z.enum(['any', 'trusted']).default('any'),
  OPERATIONS_MANIFEST: z.string().optional(),
  EC2_MODE: z.enum(['embedded', 'aws']).default('embedded'),
  AWS_REGION: regionCode.optional(),
  AWS_ENDPOINT_URL_EC2: z.url().optional(),
  ALLOW_ENDPOINT_OVERRIDE: flag.default(false),
  EC2_BUDGET_PERCENT: z.coerce.number().min(1).max(100).optional(),
  EMULATOR_PORT: port.default(0),
  EMULATOR_SEED: z
    .string()
    .regex(/^(demo|empty|large:[1-9]\d{0,5})$/, 'must be demo, empty or large:<sessions>')
    .default('demo'),
  EMULATOR_STATE_FILE: z.string().optional(),
  LIMITS: limits,
  AUTH_MODE: z.enum(['jwt', 'none']).optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWKS_URL: z.url().refine(isSafeUrl, 'must be https (http on loopback only)').optional(),
  READ_ONLY: flag.default(false),
  AWS_ACCOUNTS_FILE: z.string().optional(),
  INSECURE_NO_AUTH: z.enum(['i-understand'], 'must be i-understand, or absent').optional(),
});

export type Settings = z.infer<typeof settings>;
