/** Changes of the state of instances: start, stop, terminate, and being forgotten. */
import { type Action, action } from '../action.ts';
import { decisions } from '../decisions.ts';
import { notFound, wrongState } from '../errors.ts';
import { idKinds } from '../ids.ts';
import { releaseInterfaces } from '../network/attachments.ts';
import { id, ignored } from '../sharedParameters.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { list, type Parsers, required } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { stateCodes } from './instanceElements.ts';

type State = Instance['state'];

/** One kind of change. */
interface Change {
  /** The states that the change is possible from. */
  readonly from: readonly State[];
  /** The state that the answer shows; later reads show the last one (our decision). */
  readonly through: State;
  readonly to: State;
  /** What the instance cannot be, for the refusal: "started". */
  readonly participle: string;
  /** What changes besides the state. */
  readonly effect?: (row: Instance, estate: Estate) => Partial<Instance>;
}

const toState = (state: State): WireObject => ({ code: stateCodes[state], name: state });

/** Changes all the instances, or none if one does not exist or is in the wrong state. One that is there already stays as it is. */
const stateChange = ({ from, through, to, participle, effect }: Change, parameters: Parsers): Action =>
  action({ ...parameters, InstanceId: required(list(id(idKinds.instances))) }, ({ InstanceId }, estate) => {
    const { instances } = estate;
    // The parser above gives strings; the type of its neighbours hides that.
    const ids = [...new Set(InstanceId as string[])];
    const missing = ids.filter((one) => !instances.get(one));
    if (missing.length > 0) throw notFound(idKinds.instances.notFound, idKinds.instances.noun, missing);
    const rows = ids.flatMap((one) => instances.get(one) ?? []);
    const unready = rows.find(({ state }) => state !== to && !from.includes(state));
    if (unready) throw wrongState(unready.id, participle);
    const instancesSet = rows.map((row): WireObject => {
      const isThere = row.state === to;
      if (!isThere) instances.put({ ...row, state: to, ...effect?.(row, estate) });
      return {
        instanceId: row.id,
        currentState: toState(isThere ? to : through),
        previousState: toState(row.state),
      };
    });
    return { instancesSet };
  });

export const StartInstances = stateChange(
  {
    from: ['stopped', 'pending'],
    through: 'pending',
    to: 'running',
    participle: 'started',
    // The launch time is that of the last start (API reference, Instance).
    effect: (_row, { world }) => ({ launchTime: new Date(world.now()).toISOString() }),
  },
  { AdditionalInfo: ignored },
);

export const StopInstances = stateChange(
  { from: ['running', 'pending', 'stopping'], through: 'stopping', to: 'stopped', participle: 'stopped' },
  { Force: ignored, Hibernate: ignored, SkipOsShutdown: ignored },
);

export const TerminateInstances = stateChange(
  {
    from: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'],
    through: 'shutting-down',
    to: 'terminated',
    participle: 'terminated',
    effect: (row, estate) => {
      releaseInterfaces(estate, row);
      return { terminatedAt: estate.world.now() };
    },
  },
  { Force: ignored, SkipOsShutdown: ignored },
);

/** Forgets instances that were terminated some time ago, as EC2 does. */
export function forgetTerminated({ instances, world }: Estate): void {
  if (instances.count('terminated', 'by-request') === 0) return;
  const before = world.now() - decisions.terminatedMinutes * 60_000;
  for (const { id: instanceId, terminatedAt = 0 } of instances.by('terminated', 'by-request'))
    if (terminatedAt <= before) instances.delete(instanceId);
}
