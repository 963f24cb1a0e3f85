/** An EC2 of its own for built gateways with an audit: what it was asked for must have been recorded before. */
import { type Line, readAudit } from './audit.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { startTokenIssuer } from './tokens.ts';

export interface AuditedEc2 {
  readonly ec2: Emulator;
  /** For a gateway in aws mode that uses it. */
  readonly env: Record<string, string>;
  /** For callers who may change sessions. */
  readonly token: string;
}

/** @param latencyMs how long each call to EC2 takes at least. */
export async function startAuditedEc2(latencyMs = 0): Promise<AuditedEc2> {
  const [ec2, issuer] = await Promise.all([startEmulator({ seed: 'demo', latencyMs }), startTokenIssuer()]);
  const env = {
    ...{ ...issuer.env, EC2_MODE: 'aws', AWS_REGION: 'us-east-1', EC2_BUDGET_PERCENT: '100' },
    ...{ ALLOW_ENDPOINT_OVERRIDE: 'true', AWS_ENDPOINT_URL_EC2: ec2.url },
    ...{ AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
  };
  const token = await issuer.token('traffic-mirror:read traffic-mirror:session:write');
  return { ec2, env, token };
}

/** The packet lengths that EC2 was asked to set. */
export const askedOf = ({ requests }: Emulator): number[] =>
  requests
    .filter(({ action }) => action === 'ModifyTrafficMirrorSession')
    .map(({ params }) => Number(params.PacketLength));

/** The packet lengths that EC2 was asked to set without an intent in these lines. */
export function unrecorded(ec2: Emulator, lines: readonly Line[]): number[] {
  const intents = lines.filter(({ event }) => event === 'intent');
  const lengths = new Set(intents.map(({ inputs }) => Object(inputs).PacketLength));
  return askedOf(ec2).filter((length) => !lengths.has(length));
}

export const linesIn = (files: readonly string[]): Line[] => files.flatMap(readAudit);
