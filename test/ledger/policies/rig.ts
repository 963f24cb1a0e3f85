/** An embedded EC2 with interfaces and other people's sessions, and a built gateway over it that can be killed. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTagsCommand,
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  type EC2Client,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { readChain } from '../../../src/audit/chain.ts';
import { cleanUp, newFolder } from '../../support/cleanUp.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { startTokenIssuer } from '../../support/tokens.ts';
import { ask, keepGateway } from '../gateway.ts';
import type { Kept } from '../programs.ts';
import { sessionsIn, startEc2Client } from './ec2.ts';

/** How much a row does. */
export interface Drive {
  readonly seed: number;
  /** Some seconds in place of minutes: ends are moved in the tags instead of waited for. */
  readonly isShort: boolean;
}

export interface Rig {
  readonly gateway: Kept;
  /** Starts another gateway over the same EC2, without leases. */
  startReplica(): Promise<Kept>;
  readonly ec2: EC2Client;
  /** What EC2 does with the next calls of an action. */
  readonly faults: Emulator['faults'];
  readonly interfaces: readonly string[];
  readonly targetId: string;
  readonly filterId: string;
  /** Sends a mutation, once. @throws when the gateway does not answer. */
  ask(query: string, variables: object): Promise<Record<string, unknown>>;
  /** How often EC2 was asked for an action. */
  calls(action: string): number;
  sessions(): Promise<readonly TrafficMirrorSession[]>;
  /** Adds a session of somebody else. */
  addForeign(
    networkInterfaceId: string,
    tags: Readonly<Record<string, string>>,
    number?: number,
    targetId?: string,
  ): Promise<void>;
  setEnd(sessionIds: readonly string[], end: string): Promise<void>;
  /** How many changes have no outcome in the audit files; it throws where one is not whole. */
  openIntents(): Promise<number>;
}

/** All replicas sign with it. */
export const cursorSecret = 'one secret for all of the replicas';

const forCaptures = 'traffic-mirror:read traffic-mirror:capture';

/** Everything is stopped by `stopStarted`, or after the test. @param count of interfaces. @param scopes of those who ask. */
export async function startRig(count: number, scopes = forCaptures): Promise<Rig> {
  const emulator = await startEmulator({ seed: 'empty' });
  const surroundings = emulator.surroundings();
  const interfaces = Array.from({ length: count }, () => surroundings.addNetworkInterface());
  const ec2 = startEc2Client(emulator.url);
  const NetworkLoadBalancerArn =
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/sensor/0123456789abcdef';
  const target = await ec2.send(new CreateTrafficMirrorTargetCommand({ NetworkLoadBalancerArn }));
  const filter = await ec2.send(new CreateTrafficMirrorFilterCommand({}));
  const targetId = target.TrafficMirrorTarget?.TrafficMirrorTargetId ?? '';
  const filterId = filter.TrafficMirrorFilter?.TrafficMirrorFilterId ?? '';
  const issuer = await startTokenIssuer();
  const auditFiles: string[] = [];
  const startReplica = async () => {
    const auditFile = join(newFolder(), 'audit.jsonl');
    auditFiles.push(auditFile);
    const kept = await keepGateway(emulator.url, {
      ...issuer.env,
      EC2_BUDGET_PERCENT: '100',
      AUDIT_FILE: auditFile,
      CURSOR_SECRET: cursorSecret,
    });
    cleanUp(kept.stop);
    return kept;
  };
  const gateway = await startReplica();
  const token = await issuer.token(scopes, { exp: Math.floor(Date.now() / 1_000) + 3_600 });
  return {
    gateway,
    startReplica,
    ec2,
    faults: emulator.faults,
    interfaces,
    targetId,
    filterId,
    ask: (query, variables) => ask(gateway, token, query, variables),
    calls: (action) => emulator.calls.get(action) ?? 0,
    sessions: () => sessionsIn(ec2),
    async addForeign(NetworkInterfaceId, tags, SessionNumber = 1, TrafficMirrorTargetId = targetId) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await ec2.send(
        new CreateTrafficMirrorSessionCommand({
          NetworkInterfaceId,
          TrafficMirrorTargetId,
          TrafficMirrorFilterId: filterId,
          SessionNumber,
          TagSpecifications: Tags.length > 0 ? [{ ResourceType: 'traffic-mirror-session', Tags }] : undefined,
        }),
      );
    },
    async setEnd(sessionIds, Value) {
      const Tags = [{ Key: 'tmgw:expires-at', Value }];
      await ec2.send(new CreateTagsCommand({ Resources: [...sessionIds], Tags }));
    },
    async openIntents() {
      const chains = await Promise.all(auditFiles.map((file) => readChain(file)));
      return chains.reduce((sum, { openIntents }) => sum + openIntents.length, 0);
    },
  };
}

/** Asks until it is so. @throws after five minutes. */
export async function untilSo(isSo: () => Promise<boolean>, everyMs = 100): Promise<void> {
  for (const giveUpAt = Date.now() + 300_000; !(await isSo()); await wait(everyMs))
    if (Date.now() > giveUpAt) throw new Error('it did not become so within five minutes');
}
