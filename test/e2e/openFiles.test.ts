import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';
import { openSocket } from '../support/rawRequests.ts';

test('health is answered on the admin port while clients hold as many connections as the process may open files', async () => {
  const program = startProgram({ ADMIN_PORT: '0' }, [
    'bash',
    '-c',
    `ulimit -n 512; exec "${process.execPath}" dist/main.js`,
  ]);
  const { url, adminUrl } = await program.ready();
  expect(JSON.parse(await program.line(/fewer connections/))).toMatchObject({
    connections: 256,
    openFiles: 512,
  });
  for (let count = 0; count < 600; count++) await openSocket(url);
  for (let count = 0; count < 3; count++) expect((await fetch(`${adminUrl}/health/live`)).status).toBe(200);
});
