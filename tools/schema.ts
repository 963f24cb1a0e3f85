/** The commands `schema:publish`, `schema:check` and `schema:release`, for the published schema files that supergraphs are composed from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { graphql } from 'graphql';
import { createSchema } from '../src/api/schema.ts';
import { printClientSchema } from './clientSchema.ts';
import { findBreakingChanges } from './compatibility.ts';

/** The schema that the gateway serves at this commit. */
const published = 'schema/published/traffic-mirror.graphql';
/** The schema that it served at the last release. */
const released = 'schema/published/released.graphql';

/** The schema that clients see: without federation, with the fields that are not part of the subgraph. */
const forClients = 'schema/published/api.graphql';

const schema = createSchema();
const { data } = await graphql({ schema, source: '{ _service { sdl } }' });
const { sdl } = (data as { _service: { sdl: string } })._service;

function publish(): void {
  writeFileSync(published, sdl);
  writeFileSync(forClients, printClientSchema(schema));
}

const commands: Readonly<Record<string, () => void | Promise<void>>> = {
  publish,
  release: () => {
    publish();
    writeFileSync(released, sdl);
  },
  check: async () => {
    const today = new Date().toISOString().slice(0, 10);
    const breaking = await findBreakingChanges(readFileSync(released, 'utf8'), sdl, today);
    for (const line of breaking) console.error(`breaking change: ${line}`);
    if (breaking.length > 0) process.exitCode = 1;
    else console.log('There are no breaking changes.');
  },
};

const [command = ''] = process.argv.slice(2);
const run = commands[command];
if (run === undefined) throw new Error(`unknown command; use one of ${Object.keys(commands).join(', ')}`);
await run();
