/** The filter of system calls in the unit for systemd allows what the gateway does. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';
import { testWith } from '../support/testWith.ts';
import { readUnit } from './systemd.ts';

const deploy = join(projectRoot, 'deploy');
const mutation = 'mutation { createTrafficMirrorFilter(input: {}) { userErrors { message } } }';

/** The calls of a group such as `@system-service`, with those of the groups in it. */
function callsOf(group: string): string[] {
  const text = execFileSync('systemd-analyze', ['syscall-filter', '--no-pager', group], { encoding: 'utf8' });
  const names = text
    .split('\n')
    .map((line) => line.trim())
    .slice(1);
  return names.flatMap((name) => (name.startsWith('@') ? callsOf(name) : /^\w+$/.test(name) ? [name] : []));
}

/** What the unit allows: systemd always allows the group `@default`. */
function allowedCalls(unit: string): ReadonlySet<string> {
  const filters = [...unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)];
  const allowed = new Set(callsOf('@default'));
  for (const [, isDenied, groups = ''] of filters)
    for (const call of groups.split(' ').flatMap(callsOf))
      if (isDenied) allowed.delete(call);
      else allowed.add(call);
  return allowed;
}

testWith('/usr/bin/strace', 'strace')(
  'starting, changing, reading again and stopping need no other system calls',
  async () => {
    const folder = newFolder();
    // With -D, the program itself is our child, and gets the signals.
    const trace = [
      'strace',
      '-D',
      '-ff',
      '--quiet=all',
      '-o',
      join(folder, 'calls'),
      process.execPath,
      'dist/main.js',
    ];
    const program = startProgram({ AUDIT_FILE: join(folder, 'audit.jsonl') }, trace);
    const { url } = await program.ready();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: mutation }),
    });
    expect(await answer.json()).toEqual({ data: { createTrafficMirrorFilter: { userErrors: [] } } });
    program.child.kill('SIGHUP');
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);

    const files = readdirSync(folder).filter((file) => file.startsWith('calls.'));
    const made = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^(\w+)\(/gm)].map(([, call = '']) => call),
    );
    const allowed = allowedCalls(readUnit(deploy));
    expect([...new Set(made)].filter((call) => !allowed.has(call))).toEqual([]);
    expect(made).toContain('flock');
  },
);
