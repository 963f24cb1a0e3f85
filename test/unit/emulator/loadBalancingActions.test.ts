/** The actions of Elastic Load Balancing: those of the emulator and those that it lacks are all that the API has. */
import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import { loadBalancingActions, missingActions } from '../../../src/emulator/loadBalancing/actions.ts';

const known = Object.keys(sdk)
  .filter((name) => /^[A-Z]\w*Command$/.test(name))
  .map((name) => name.replace(/Command$/, ''));

test('are those of the SDK, each in one of the two lists', () => {
  expect([...Object.keys(loadBalancingActions), ...missingActions].sort()).toEqual(known.sort());
});
