/** Checks a built image by running it, for `.ci/image`: prints a table, and exits with 1 if anything was missed. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopStarted } from '../support/cleanUp.ts';
import { atMost, equal, type Row, toTable } from '../support/rows.ts';
import { checkHealth, type Image, readImageConfig, runBeside, startImage } from './imageProcess.ts';

const { values } = parseArgs({ options: { root: { type: 'string' }, image: { type: 'string' } } });
const image: Image = { root: values.root ?? '', config: readImageConfig(values.image ?? '') };
const { config } = image;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const mutation = 'mutation { createTrafficMirrorFilter(input: {}) { userErrors { message } } }';

/** What the kernel says about a process. */
function statusOf(pid: number | undefined) {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1];
  const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n');
  const root = mounts.find((line) => line.split(' ')[4] === '/');
  return { uid: field('Uid'), capabilities: field('CapEff'), mount: root?.split(' ')[5]?.split(',')[0] };
}

async function change(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: mutation });
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  return (await answer.text()).trim();
}

/** As it runs in a cluster. */
async function readOnly(): Promise<readonly Row[]> {
  const env = { AUDIT_FILE: '/audit/audit.jsonl' };
  const { program, audit } = startImage(image, { isReadOnly: true, env });
  const { url } = await program.ready();
  const { uid, capabilities, mount } = statusOf(program.child.pid);
  const answer = await change(url);
  const lines = readFileSync(join(audit, 'audit.jsonl'), 'utf8').trim().split('\n');
  const outcome = lines.map((line) => JSON.parse(line).event).findLast((event) => event === 'outcome');
  const { port } = new URL(url);
  // Nothing listens there.
  const health = ['9', port].map((asked) => checkHealth(image, program, { PORT: asked }));
  const { stdout } = runBeside(image, program, [...config.Entrypoint, '--version']);
  const { 'org.opencontainers.image.revision': commit = '' } = config.Labels;
  program.child.kill('SIGTERM');
  return [
    equal('user of the process', uid, 10_001),
    equal('its capabilities', Number(`0x${capabilities}`), 0),
    equal('root file system', mount, 'ro'),
    equal('a change is answered', answer, '{"data":{"createTrafficMirrorFilter":{"userErrors":[]}}}'),
    equal('and recorded', outcome, 'outcome'),
    equal('health check: nobody listens, it runs', health, '1,0'),
    equal('--version', stdout.replace(/, Node.*/s, ''), `traffic-mirror-gateway ${version} (${commit}`),
    equal('exit code after SIGTERM', await program.ended(), 0),
    equal('standard error', program.output().stderr, ''),
  ];
}

/** Where it could write anywhere that its user may, `/tmp` among it. */
async function writable(): Promise<readonly Row[]> {
  const began = Date.now();
  const { program } = startImage(image, { isReadOnly: false, env: { AUDIT_FILE: '/audit/audit.jsonl' } });
  const { url } = await program.ready();
  await change(url);
  program.child.kill('SIGTERM');
  await program.ended();
  const written = filesIn(image.root).filter(({ changedMs }) => changedMs >= began);
  return [equal('files written outside /audit', written.map(({ path }) => path).join(' ') || 'none', 'none')];
}

function filesIn(folder: string): { path: string; bytes: number; changedMs: number }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    if (!entry.isFile()) return [];
    const { size, ctimeMs } = statSync(path);
    return [{ path, bytes: size, changedMs: ctimeMs }];
  });
}

const megabytes = filesIn(image.root).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
const rows = [
  atMost('size', megabytes, 300, 'MB'),
  equal('user of the image', config.User, '10001:10001'),
  equal('label of the version', config.Labels['org.opencontainers.image.version'], version),
  ...(await readOnly()),
  ...(await writable()),
];
await stopStarted();
console.log(toTable(rows));
process.exit(rows.every(({ isMet }) => isMet !== false) ? 0 : 1);
