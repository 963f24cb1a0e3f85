/** The commands `schema:publish`, `schema:check` and `schema:release`, for the published schema files that supergraphs are composed from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { graphql } from 'graphql';
import { createSchema } from '../src/api/schema.ts';
import { sdl as sources } from '../src/generated/sdl.ts';
import { printClientSchema } from './clientSchema.ts';
import { findRiskyChanges } from './compatibility.ts';
import { acceptedFile, judge, parseAccepted } from './verdict.ts';

/** The schema that the gateway serves at this commit. */
const published = 'schema/published/traffic-mirror.graphql';
/** What was promised at the last release: the schema, and the fields that are not part of the subgraph. */
const released = 'schema/published/released.graphql';
/** The schema that clients see: without federation, with the fields that are not part of the subgraph. */
const forClients = 'schema/published/api.graphql';

const schema = createSchema();
const { data } = await graphql({ schema, source: '{ _service { sdl } }' });
const { sdl } = (data as { _service: { sdl: string } })._service;
const promised = `${sdl}\n${sources.standalone}`;

function publish(): void {
  writeFileSync(published, sdl);
  writeFileSync(forClients, printClientSchema(schema));
}

const commands: Readonly<Record<string, () => void | Promise<void>>> = {
  publish,
  release: () => {
    publish();
    writeFileSync(released, promised);
    writeFileSync(acceptedFile, '{}\n');
  },
  check: async () => {
    const today = new Date().toISOString().slice(0, 10);
    const changes = await findRiskyChanges(readFileSync(released, 'utf8'), promised, today);
    const { passes, lines } = judge(changes, parseAccepted(readFileSync(acceptedFile, 'utf8')));
    for (const line of lines) (passes ? console.log : console.error)(line);
    if (!passes) process.exitCode = 1;
  },
};

const [command = ''] = process.argv.slice(2);
const run = commands[command];
if (run === undefined) throw new Error(`unknown command; use one of ${Object.keys(commands).join(', ')}`);
await run();
