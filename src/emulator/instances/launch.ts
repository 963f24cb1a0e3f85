/** RunInstances: instances with their interfaces, all of a request or none. */
import { type Action, action } from '../action.ts';
import { once } from '../creation.ts';
import { Ec2Error, instanceTerminated, noFreeAddress } from '../errors.ts';
import { Addresses } from '../network/addresses.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';
import { toInstance } from './instanceElements.ts';
import { checkLaunch } from './launchChecks.ts';
import { type Made, newInstance } from './launchedInstance.ts';
import { type Launch, launchParameters } from './launchParameters.ts';

export const RunInstances: Action = action(
  launchParameters,
  (p, estate) => {
    const { ClientToken, ...parameters } = p;
    // New instances are shown as pending; later reads show them running (our decision).
    let shown = (row: Instance): Instance => row;
    const first = once('instance', estate, ClientToken, parameters, {
      make: () => {
        shown = (row) => ({ ...row, state: 'pending' });
        return launch(p, estate);
      },
      again: (created: Instance) => stillThere(created, estate),
    });
    const instancesSet = ofRequest(estate, first).map((row): WireObject => toInstance(shown(row), estate));
    return { reservationId: first.reservationId, ownerId: estate.accountId, groupSet: [], instancesSet };
  },
  checkLaunch,
);

const ofRequest = ({ instances }: Estate, { reservationId }: Instance) =>
  instances.list().filter((row) => row.reservationId === reservationId);

/** Throws IdempotentInstanceTerminated if an instance of the request has been terminated (error-codes page). */
function stillThere(created: Instance, estate: Estate): Instance {
  const rows = ofRequest(estate, created);
  if (!rows.some(({ id }) => id === created.id) || rows.some(({ state }) => state === 'terminated'))
    throw instanceTerminated();
  return created;
}

/** Launches as many instances as there are addresses for, at least MinCount. Returns the first one. */
function launch(p: Launch, estate: Estate): Instance {
  const addresses = new Addresses(estate);
  const made: Made[] = [];
  for (let i = 0; i < p.MaxCount; i++) {
    try {
      made.push(newInstance(p, estate, addresses));
    } catch (error) {
      const isFull = error instanceof Ec2Error && error.code === noFreeAddress().code;
      if (!isFull || i < p.MinCount) throw error;
      break;
    }
  }
  const reservationId = made[0]?.instance.id.replace('i-', 'r-');
  const instances = made.map(({ instance, interfaces }, amiLaunchIndex) => {
    for (const row of interfaces) estate.networkInterfaces.put(row);
    return estate.instances.put({ ...instance, reservationId, amiLaunchIndex });
  });
  // MinCount is at least 1.
  return instances[0] as Instance;
}
