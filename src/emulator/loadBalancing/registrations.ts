/** Registers targets with target groups, and deregisters them. Both take effect at once (our decision). */
import { isIPv4 } from 'node:net';
import { idKinds, isId } from '../ids.ts';
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
}

/** A target without a port has that of its group (API reference, TargetDescription). */
const toRegistration = ({ Id, Port }: Target, { port }: TargetGroup): Registration => ({
  targetId: Id,
  port: Port ?? port,
});
const isSame = (a: Registration, b: Registration) => a.targetId === b.targetId && a.port === b.port;

/** An instance must run when it is registered, and be in the VPC of the group (API reference, RegisterTargets). */
function checkTarget({ instances }: Estate, { targetType, vpcId }: TargetGroup, id: string): void {
  if (targetType === 'ip') {
    if (!isIPv4(id)) throw validationError(`The IP address '${id}' is not a valid IPv4 address`);
    return;
  }
  const instance = isId(idKinds.instances.prefix, id) ? instances.get(id) : undefined;
  if (!instance) throw invalidTarget(`The following targets are not valid instances: '${id}'`);
  if (instance.state !== 'running')
    throw invalidTarget(`The following targets are not in a running state: '${id}'`);
  if (instance.vpcId !== vpcId)
    throw invalidTarget(`The following targets are not in the target group VPC '${vpcId}': '${id}'`);
}

export const RegisterTargets = action(parameters, ({ TargetGroupArn, Targets }, estate) => {
  const group = found(estate.targetGroups, kind, TargetGroupArn);
  for (const { Id } of Targets) checkTarget(estate, group, Id);
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
