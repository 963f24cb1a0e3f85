import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import type * as Example from '../../client/example/modify.ts';
import { newFolder } from '../support/cleanUp.ts';
import { sessionId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { compile, installClient, packClient } from '../support/packedClient.ts';
import { projectRoot } from '../support/process.ts';

/** A frontend: an empty folder in which only the packed client of this project is installed. */
const frontend = newFolder();
beforeAll(async () => {
  await installClient(await packClient(), frontend);
  const dependency = 'node_modules/@graphql-typed-document-node';
  await symlink(join(projectRoot, dependency), join(frontend, dependency));
  await writeFile(join(frontend, 'package.json'), JSON.stringify({ type: 'module' }));
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
  };
  await writeFile(join(frontend, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
});

const compileFile = async (file: string, source: string) => {
  await writeFile(join(frontend, file), source);
  return await compile(frontend);
};

test('the example compiles against the packed client, and changes a session of a gateway that runs trusted documents only', async () => {
  const source = await readFile(join(projectRoot, 'client/example/modify.ts'), 'utf8');
  expect(await compileFile('modify.ts', source)).toBe('');
  const { shorten } = (await import(pathToFileURL(join(frontend, 'modify.js')).href)) as typeof Example;
  const manifest = join(frontend, 'node_modules/traffic-mirror-client/generated/persisted-documents.json');
  const gateway = await startTestGateway({
    env: { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: manifest },
  });
  const client = { url: `${gateway.url}/graphql`, byId: true };
  const said = [
    await shorten(client, sessionId(6), 64),
    await shorten(client, sessionId(6), 9_000),
    await shorten(client, unknownSessionId, 64),
    await shorten({ url: client.url }, sessionId(6), 64).catch(String),
  ];
  expect(said).toEqual([
    'packetLength: 128 → 64',
    expect.stringContaining('8500'),
    'The session does not exist.',
    expect.stringContaining('Only trusted documents run here'),
  ]);
});

test.each([
  ['a field that was not selected', 'session.arn', "Property 'arn' does not exist"],
  [
    'a code that no error has',
    "const code: TrafficMirrorErrorCode = 'NOPE'",
    `Type '"NOPE"' is not assignable`,
  ],
  ['a variable of another type', 'send(GetSessionDocument, { id: 7 })', "Type 'number' is not assignable"],
  ['a variable that is missing', 'send(ModifySessionDocument, {})', "Property 'input' is missing"],
])('a frontend does not compile with %s', async (_, line, message) => {
  const source = `
    import { createClient, GetSessionDocument, ModifySessionDocument, type TrafficMirrorErrorCode } from 'traffic-mirror-client';
    const send = createClient({ url: '' });
    const session = (await send(GetSessionDocument, { id: '' })).trafficMirrorSession!;
    ${line};
  `;
  expect(await compileFile('wrong.ts', source)).toContain(message);
});
