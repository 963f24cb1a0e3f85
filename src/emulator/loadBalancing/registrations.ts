/** Registers targets with target groups, and deregisters them. Both take effect at once (our decision). */
import { isIPv4 } from 'node:net';
import { idKinds, isId } from '../ids.ts';
import { isWithin } from '../network/addresses.ts';
import type { Registration, TargetGroup } from '../state/loadBalancingRecords.ts';
import type { Estate } from '../state/world.ts';
import { integer, required, string, structure } from '../wire/parameters.ts';
import { action } from './action.ts';
import { arnKinds } from './arns.ts';
import { invalidTarget, validationError } from './errors.ts';
import { absent, found, requiredArn, someMembers } from './parameters.ts';

const kind = arnKinds.targetGroups;

const parameters = {
  TargetGroupArn: requiredArn(kind),
  Targets: someMembers(
    structure({
      Id: required(string),
      Port: integer(1, 65_535),
      AvailabilityZone: string,
      QuicServerId: absent,
    }),
  ),
};

interface Target {
  readonly Id: string;
  readonly Port: number | undefined;
  readonly AvailabilityZone: string | undefined;
}

/** A target without a port has that of its group (API reference, TargetDescription). */
const toRegistration = ({ Id, Port }: Target, { port }: TargetGroup): Registration => ({
  targetId: Id,
  port: Port ?? port,
});
const isSame = (a: Registration, b: Registration) => a.targetId === b.targetId && a.port === b.port;

/** Addresses that may be outside the VPC of the group: RFC 1918 and RFC 6598 (API reference, CreateTargetGroup). */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** An address must be private or of the VPC, and outside of that come with a zone (API reference, TargetDescription). */
function checkAddress({ vpcs }: Estate, { vpcId }: TargetGroup, { Id, AvailabilityZone }: Target): void {
  if (!isIPv4(Id)) throw validationError(`The IP address '${Id}' is not a valid IPv4 address`);
  if (vpcs.get(vpcId)?.cidrBlocks.some((block) => isWithin(block, Id))) return;
  if (!privateBlocks.some((block) => isWithin(block, Id)))
    throw validationError(`The IP address '${Id}' is neither in the VPC '${vpcId}' nor private`);
  if (AvailabilityZone === undefined)
    throw validationError(`The IP address '${Id}' is outside the VPC: specify an Availability Zone or 'all'`);
}

/** An instance must run when it is registered, and be in the VPC of the group (API reference, RegisterTargets). */
function checkInstance(
  { instances }: Estate,
  { vpcId }: TargetGroup,
  { Id: id, AvailabilityZone }: Target,
): void {
  if (AvailabilityZone !== undefined)
    throw validationError('An Availability Zone cannot be specified for targets that are instances');
  const instance = isId(idKinds.instances.prefix, id) ? instances.get(id) : undefined;
  if (!instance) throw invalidTarget(`The following targets are not valid instances: '${id}'`);
  if (instance.state !== 'running')
    throw invalidTarget(`The following targets are not in a running state: '${id}'`);
  if (instance.vpcId !== vpcId)
    throw invalidTarget(`The following targets are not in the target group VPC '${vpcId}': '${id}'`);
}

export const RegisterTargets = action(parameters, ({ TargetGroupArn, Targets }, estate) => {
  const group = found(estate.targetGroups, kind, TargetGroupArn);
  const check = group.targetType === 'ip' ? checkAddress : checkInstance;
  for (const target of Targets) check(estate, group, target);
  const registrations = [...group.registrations];
  for (const wanted of Targets.map((one) => toRegistration(one, group)))
    if (!registrations.some((one) => isSame(one, wanted))) registrations.push(wanted);
  estate.targetGroups.put({ ...group, registrations });
  return {};
});

/** Targets that are not registered are left alone (API reference, DeregisterTargets). */
export const DeregisterTargets = action(parameters, ({ TargetGroupArn, Targets }, { targetGroups }) => {
  const group = found(targetGroups, kind, TargetGroupArn);
  const gone = Targets.map((one) => toRegistration(one, group));
  const registrations = group.registrations.filter((one) => !gone.some((other) => isSame(one, other)));
  targetGroups.put({ ...group, registrations });
  return {};
});
