/** The files for Kubernetes are what Kubernetes knows, and what the gateway accepts, with every overlay. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../support/process.ts';
import { testWithKustomize, withCheckers } from './checkers.ts';
import { kubernetesProblems } from './kubernetesRules.ts';
import { environmentOf, environmentOnDisk } from './kubernetesSettings.ts';
import { kustomize } from './kustomize.ts';
import { folderWith, type Manifest, ofKind, overlayNames, render, renderByKubectl } from './manifests.ts';

const deploy = join(projectRoot, 'deploy');
const sorted = (documents: readonly object[]) =>
  documents.map((one) => JSON.stringify(one, (_, value) => inOrder(value))).sort();

/** Alone, and in sets of several, in different orders. */
const combinations: readonly (readonly string[])[] = [
  [],
  ...overlayNames.map((name) => [name]),
  ['irsa', 'redis', 'audit-volume', 'otel'],
  ['audit-volume', 'otel', 'redis', 'pod-identity'],
];
const named = combinations.map((names) => [names.join(' + ') || 'the base alone', names] as const);

withCheckers('the files for Kubernetes', () => {
  test.each(named)('%s: they fit each other, and the gateway accepts them', async (_, names) => {
    expect(await kubernetesProblems(render(deploy, names))).toEqual([]);
  });

  test('the built program finds nothing to refuse in the base', () => {
    const manifests = render(deploy, []);
    const pod = ofKind(manifests, 'Deployment')[0]?.spec?.template.spec;
    if (pod === undefined) throw new Error('there is no Deployment');
    const printed = execFileSync(process.execPath, ['dist/main.js', '--check-config'], {
      cwd: projectRoot,
      env: environmentOnDisk(manifests, pod),
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(JSON.parse(printed)).toMatchObject({ EC2_MODE: 'aws', AUDIT_FILE: '-', REPLICAS: 11 });
  });

  test('the example, too', async () => {
    const manifests = kustomize(
      join(deploy, 'kubernetes/example'),
    ) as readonly object[] as readonly Manifest[];
    expect(await kubernetesProblems(manifests)).toEqual([]);
  });

  testWithKustomize.each(named)('%s: kubectl makes the same', (_, names) => {
    const folder = folderWith(deploy, names);
    expect(sorted(renderByKubectl(folder))).toEqual(sorted(kustomize(folder)));
  });

  testWithKustomize('the example: kubectl makes the same', () => {
    const folder = join(deploy, 'kubernetes/example');
    expect(sorted(renderByKubectl(folder))).toEqual(sorted(kustomize(folder)));
  });

  test('audit-volume gives each replica a volume, in place of the Deployment', () => {
    const manifests = render(deploy, ['audit-volume']);
    expect(ofKind(manifests, 'Deployment')).toEqual([]);
    expect(environmentOf(manifests).AUDIT_FILE).toBe('/audit/{hostname}.jsonl');
    const [{ spec } = {}] = ofKind(manifests, 'StatefulSet');
    const [claim] = spec?.volumeClaimTemplates ?? [];
    const mounts = spec?.template.spec?.containers[0]?.volumeMounts;
    expect(mounts).toContainEqual({ name: claim?.metadata?.name, mountPath: '/audit' });
    const services = ofKind(manifests, 'Service').map(({ metadata }) => metadata?.name);
    expect(services).toContain(spec?.serviceName);
  });

  test('the roles of both kinds of credentials are for the one ServiceAccount', () => {
    const [account] = ofKind(render(deploy, []), 'ServiceAccount');
    const { name, namespace } = account?.metadata ?? {};
    const read = (file: string) =>
      JSON.parse(readFileSync(join(deploy, 'kubernetes/overlays', file), 'utf8'));
    const [{ Condition: condition }] = read('irsa/trust.json').Statement;
    const subjects = Object.entries(condition.StringEquals).filter(([key]) => key.endsWith(':sub'));
    expect(subjects.map(([, value]) => value)).toEqual([`system:serviceaccount:${namespace}:${name}`]);
    expect(read('pod-identity/association.json')).toMatchObject({
      namespace,
      serviceAccount: name,
      disableSessionTags: true,
    });
  });
});

const inOrder = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value;
