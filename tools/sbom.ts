/**
 * Prints the software bill of materials of what is built, in the format CycloneDX: `npm run --silent sbom > sbom.json`.
 *
 * npm knows the licenses and checksums of all packages, and the build knows whose code it has put into `dist/`. `npm sbom --omit dev` is not
 * enough: it leaves out what a tool of the development needs as well, such as graphql, and the packages of the pages.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Sbom {
  readonly metadata: { readonly component: object };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
interface Manifest {
  readonly name: string;
  readonly version: string;
}

const readJson = <Type>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Type;
const refOf = ({ name, version }: Manifest) => `${name}@${version}`;

const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const all = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 1e8 })) as Sbom;
const own = readJson<Manifest>('package.json');
const built = readJson<string[]>('dist/packages.json').map((folder) =>
  refOf(readJson<Manifest>(`${folder}/package.json`)),
);

const components = all.components.filter((component) => built.includes(component['bom-ref']));
const found = components.map((component) => component['bom-ref']);
const missing = built.filter((ref) => !found.includes(ref));
if (missing.length > 0) {
  console.error(`npm does not know ${missing.join(', ')}: run \`npm ci\` and \`npm run build\``);
  process.exit(1);
}

const dependencies = all.dependencies
  .filter(({ ref }) => ref === refOf(own) || found.includes(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => found.includes(one)) }));
// npm names it like the folder that it is in.
const component = { ...all.metadata.component, name: own.name };
console.log(
  JSON.stringify(
    { ...all, metadata: { ...all.metadata, component }, components, dependencies },
    undefined,
    2,
  ),
);
