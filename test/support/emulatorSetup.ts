/**
 * The setup of conformance tests: interfaces, a load balancer, an endpoint, and a client. By default an
 * embedded EC2 of its own; with CONFORMANCE_EC2=aws the account of the SDK's own credentials, where these must exist:
 * CONFORMANCE_SOURCES (two interface ids, comma-separated), CONFORMANCE_TARGET_INTERFACE, CONFORMANCE_LOAD_BALANCER_ARN,
 * CONFORMANCE_ENDPOINT_ID. What the tests create there, they delete.
 */
import {
  CreateTrafficMirrorFilterCommand,
  type CreateTrafficMirrorFilterCommandInput,
  CreateTrafficMirrorFilterRuleCommand,
  type CreateTrafficMirrorFilterRuleCommandInput,
  CreateTrafficMirrorSessionCommand,
  type CreateTrafficMirrorSessionCommandInput,
  CreateTrafficMirrorTargetCommand,
  type CreateTrafficMirrorTargetCommandInput,
  DeleteTrafficMirrorFilterCommand,
  DeleteTrafficMirrorSessionCommand,
  DeleteTrafficMirrorTargetCommand,
  EC2Client,
  type TrafficMirrorFilter,
  type TrafficMirrorFilterRule,
  type TrafficMirrorSession,
  type TrafficMirrorTarget,
} from '@aws-sdk/client-ec2';
import { cleanUp } from './cleanUp.ts';
import type { Emulator, EmulatorOptions } from './emulator.ts';
import { demo, startSubject } from './emulatorClient.ts';

export const onAws = process.env.CONFORMANCE_EC2 === 'aws';

type Created<T, I extends string> = T & Record<I, string>;

export interface EmulatorSetup {
  ec2: EC2Client;
  /** Two interfaces of supported instances without sessions. */
  sources: [string, string];
  targetInterface: string;
  loadBalancerArn: string;
  endpointId: string;
  /** Throws on AWS. */
  emulator: Emulator;
  filter(
    input?: CreateTrafficMirrorFilterCommandInput,
  ): Promise<Created<TrafficMirrorFilter, 'TrafficMirrorFilterId'>>;
  /** A rule of `filterId` that accepts all ingress, unless told otherwise. */
  rule(
    filterId: string,
    input?: Partial<CreateTrafficMirrorFilterRuleCommandInput>,
  ): Promise<Created<TrafficMirrorFilterRule, 'TrafficMirrorFilterRuleId'>>;
  /** An interface target, unless told otherwise. */
  target(
    input?: CreateTrafficMirrorTargetCommandInput,
  ): Promise<Created<TrafficMirrorTarget, 'TrafficMirrorTargetId'>>;
  /** A session on the first source, with a new target and filter where none is given. */
  session(
    input?: Partial<CreateTrafficMirrorSessionCommandInput>,
  ): Promise<Created<TrafficMirrorSession, 'TrafficMirrorSessionId'>>;
  stop(): Promise<void>;
}

export async function startEmulatorSetup(options: EmulatorOptions = {}): Promise<EmulatorSetup> {
  const base = onAws ? awsSetup() : await embeddedSetup(options);
  const { ec2 } = base;
  const undo: (() => Promise<unknown>)[] = [];
  const made = <T extends object, I extends string>(what: T | undefined, idName: I): Created<T, I> => {
    if (!what || !(idName in what)) throw new Error(`created without ${idName}: ${JSON.stringify(what)}`);
    return what as Created<T, I>;
  };

  const setup: EmulatorSetup = {
    ...base,
    filter: async (input = {}) => {
      const answer = await ec2.send(new CreateTrafficMirrorFilterCommand(input));
      const filter = made(answer.TrafficMirrorFilter, 'TrafficMirrorFilterId');
      const { TrafficMirrorFilterId } = filter;
      undo.push(() => ec2.send(new DeleteTrafficMirrorFilterCommand({ TrafficMirrorFilterId })));
      return filter;
    },
    rule: async (TrafficMirrorFilterId, input = {}) => {
      const command = new CreateTrafficMirrorFilterRuleCommand({
        TrafficMirrorFilterId,
        TrafficDirection: 'ingress',
        RuleNumber: 100,
        RuleAction: 'accept',
        DestinationCidrBlock: '0.0.0.0/0',
        SourceCidrBlock: '0.0.0.0/0',
        ...input,
      });
      return made((await ec2.send(command)).TrafficMirrorFilterRule, 'TrafficMirrorFilterRuleId');
    },
    target: async (input = { NetworkInterfaceId: base.targetInterface }) => {
      const answer = await ec2.send(new CreateTrafficMirrorTargetCommand(input));
      const target = made(answer.TrafficMirrorTarget, 'TrafficMirrorTargetId');
      const { TrafficMirrorTargetId } = target;
      undo.push(() => ec2.send(new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId })));
      return target;
    },
    session: async (input = {}) => {
      const TrafficMirrorTargetId =
        input.TrafficMirrorTargetId ?? (await setup.target()).TrafficMirrorTargetId;
      const TrafficMirrorFilterId =
        input.TrafficMirrorFilterId ?? (await setup.filter()).TrafficMirrorFilterId;
      const command = new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId: base.sources[0],
        SessionNumber: 1,
        ...input,
        TrafficMirrorTargetId,
        TrafficMirrorFilterId,
      });
      const session = made((await ec2.send(command)).TrafficMirrorSession, 'TrafficMirrorSessionId');
      const { TrafficMirrorSessionId } = session;
      undo.push(() => ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId })));
      return session;
    },
    stop: cleanUp(async () => {
      // A test may have deleted some of them itself.
      if (onAws) for (const step of undo.reverse()) await step().catch(() => undefined);
      await base.stop();
    }),
  };
  return setup;
}

type Base = Omit<EmulatorSetup, 'filter' | 'rule' | 'target' | 'session'>;

/** The demo estate without its mirroring: the sources are staging-web-1 and staging-batch-1, which have no sessions. */
async function embeddedSetup(options: EmulatorOptions): Promise<Base> {
  const subject = await startSubject(options);
  return {
    ...subject,
    sources: [demo.networkInterface(10), demo.networkInterface(11)],
    targetInterface: demo.networkInterface(8),
    loadBalancerArn:
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188',
    endpointId: demo.vpcEndpoint(1),
  };
}

function awsSetup(): Base {
  const setting = (name: string) => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} must be set to run against AWS`);
    return value;
  };
  const ec2 = new EC2Client({});
  const [first, second] = setting('CONFORMANCE_SOURCES').split(',');
  if (!first || !second) throw new Error('CONFORMANCE_SOURCES must hold two interface ids');
  return {
    ec2,
    sources: [first, second],
    targetInterface: setting('CONFORMANCE_TARGET_INTERFACE'),
    loadBalancerArn: setting('CONFORMANCE_LOAD_BALANCER_ARN'),
    endpointId: setting('CONFORMANCE_ENDPOINT_ID'),
    get emulator(): Emulator {
      throw new Error('this test needs the embedded EC2');
    },
    stop: async () => ec2.destroy(),
  };
}
