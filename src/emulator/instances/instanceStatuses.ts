/** What is asked of instances besides themselves: their status checks, CPU credits and volumes. */
import { describe, idList } from '../describe.ts';
import { elementFilters } from '../elementFilters.ts';
import { creditsNotSupported } from '../errors.ts';
import { idKinds, otherIdKinds } from '../ids.ts';
import { zoneId } from '../network/zones.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Row } from '../state/records.ts';
import type { WireObject } from '../wire/xml.ts';
import { stateCodes } from './instanceElements.ts';
import { instanceTypes } from './instanceTypeFacts.ts';

const checked: WireObject = { status: 'ok', details: [{ name: 'reachability', status: 'passed' }] };
const notChecked: WireObject = { status: 'not-applicable' };

/** A running instance has passed all checks. No events are scheduled. */
const toStatus = ({ id, state, availabilityZone }: Instance): WireObject => {
  const status = state === 'running' ? checked : notChecked;
  return {
    instanceId: id,
    availabilityZone,
    availabilityZoneId: zoneId(availabilityZone),
    eventsSet: [],
    instanceState: { code: stateCodes[state], name: state },
    instanceStatus: status,
    systemStatus: status,
    attachedEbsStatus: status,
    operator: { managed: false },
  };
};

export const DescribeInstanceStatus = describe<Instance>({
  set: 'instanceStatusSet',
  table: ({ instances }) => instances,
  rows: ({ instances }) => instances.list(),
  ids: idList('InstanceId', idKinds.instances),
  flags: ['IncludeAllInstances', 'IncludeManagedResources'],
  shows: ({ state }, flags) => state === 'running' || flags.has('IncludeAllInstances'),
  maxResults: { notWithIds: true },
  tagged: false,
  filters: elementFilters(
    toStatus,
    `availability-zone availability-zone-id instance-status.status operator.managed operator.principal system-status.status
    attached-ebs-status.status application-status.status`,
    {
      ...Object.fromEntries(
        ['code', 'description', 'instance-event-id', 'not-after', 'not-before', 'not-before-deadline'].map(
          (name) => [`event.${name}`, `eventsSet.${name}`],
        ),
      ),
      'instance-state-code': 'instanceState.code',
      'instance-state-name': 'instanceState.name',
      'instance-status.reachability': 'instanceStatus.details.status',
      'system-status.reachability': 'systemStatus.details.status',
    },
  ),
  toWire: toStatus,
});

const isBurstable = ({ instanceType }: Instance) =>
  instanceTypes().get(instanceType)?.burstablePerformanceSupported === 'true';

/** EC2 user guide, "Default credit specification": T2 is standard, all later types are unlimited. */
const creditsOf = ({ instanceType }: Instance) => (instanceType.startsWith('t2.') ? 'standard' : 'unlimited');

/** Without ids, lists only what is unlimited (API reference). */
export const DescribeInstanceCreditSpecifications = describe<Instance>({
  set: 'instanceCreditSpecificationSet',
  table: ({ instances }) => instances,
  rows: ({ instances }) =>
    instances.list().filter((row) => isBurstable(row) && creditsOf(row) === 'unlimited'),
  ids: idList('InstanceId', idKinds.instances),
  maxResults: { notWithIds: true },
  tagged: false,
  filters: { 'instance-id': ({ id }) => id },
  toWire: (row) => {
    if (!isBurstable(row)) throw creditsNotSupported([row.id]);
    return { instanceId: row.id, cpuCredits: creditsOf(row) };
  },
});

/** There are no volumes. */
export const DescribeVolumes = describe<Row>({
  set: 'volumeSet',
  rows: () => [],
  ids: idList('VolumeId', otherIdKinds.volumes),
  flags: ['IncludeManagedResources'],
  filters: elementFilters(
    () => undefined,
    `attachment.attach-time attachment.delete-on-termination attachment.device attachment.instance-id attachment.status
    availability-zone availability-zone-id create-time encrypted fast-restored multi-attach-enabled operator.managed
    operator.principal size snapshot-id status volume-id volume-type`,
  ),
  toWire: () => ({}),
});
