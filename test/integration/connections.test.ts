/** Connections of callers that are not kept any more: calls that run end as they should, and nothing stays open. */
import { DescribeTrafficMirrorFiltersCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { type Connection, createConnection } from '../../src/ec2/connection.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';

async function start() {
  const emulator = await startEmulator({ seed: 'demo' });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const connection = createConnection({ region: 'us-east-1', endpoint: emulator.url, credentials });
  cleanUp(() => connection.close());
  return { emulator, connection };
}

/** @returns how many filters EC2 has, and the client that was used. */
const read = (connection: Connection) =>
  connection.use('ec2', async (client) => {
    const ec2 = client as EC2Client;
    const { TrafficMirrorFilters = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
    return { count: TrafficMirrorFilters.length, client };
  });

test('the client of a retired connection stays open until its calls have ended', async () => {
  const { emulator, connection } = await start();
  emulator.faults('DescribeTrafficMirrorFilters', [{ delayMs: 300, times: 2 }]);
  const running = Promise.all([read(connection), read(connection)]);
  await until(() => emulator.calls.get('DescribeTrafficMirrorFilters') === 2);
  connection.retire();
  const [one, other] = await running;
  expect([one.count, other.count]).toEqual([4, 4]);
  expect(other.client).toBe(one.client);
});

test('a call on a retired connection works, with a client that is closed after it', async () => {
  const { connection } = await start();
  const { client } = await read(connection);
  expect((await read(connection)).client).toBe(client);
  connection.retire();
  const later = await read(connection);
  expect(later.count).toBe(4);
  expect(later.client).not.toBe(client);
  expect((await read(connection)).client).not.toBe(later.client);
});
