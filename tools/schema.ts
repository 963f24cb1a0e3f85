/** The commands `schema:publish`, `schema:check` and `schema:release`, for the published schema files that supergraphs are composed from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { graphql } from 'graphql';
import { createSchema } from '../src/api/schema.ts';
import { findRiskyChanges } from './compatibility.ts';
import { acceptedFile, judge, parseAccepted } from './verdict.ts';

/** The schema that the gateway serves at this commit. */
const published = 'schema/published/traffic-mirror.graphql';
/** The schema that it served at the last release. */
const released = 'schema/published/released.graphql';

const { data } = await graphql({ schema: createSchema(), source: '{ _service { sdl } }' });
const { sdl } = (data as { _service: { sdl: string } })._service;

const commands: Readonly<Record<string, () => void | Promise<void>>> = {
  publish: () => writeFileSync(published, sdl),
  release: () => {
    for (const file of [published, released]) writeFileSync(file, sdl);
    writeFileSync(acceptedFile, '{}\n');
  },
  check: async () => {
    const today = new Date().toISOString().slice(0, 10);
    const changes = await findRiskyChanges(readFileSync(released, 'utf8'), sdl, today);
    const { passes, lines } = judge(changes, parseAccepted(readFileSync(acceptedFile, 'utf8')));
    for (const line of lines) (passes ? console.log : console.error)(line);
    if (!passes) process.exitCode = 1;
  },
};

const [command = ''] = process.argv.slice(2);
const run = commands[command];
if (run === undefined) throw new Error(`unknown command; use one of ${Object.keys(commands).join(', ')}`);
await run();
