/** The files for Kubernetes are what Kubernetes knows, and what the gateway accepts, with every overlay. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { projectRoot } from '../support/process.ts';
import { testWithKustomize, withCheckers } from './checkers.ts';
import { kubernetesProblems } from './kubernetesRules.ts';
import { environmentOf } from './kubernetesSettings.ts';
import { type Manifest, ofKind, overlayNames, readBase, render, renderFolder } from './manifests.ts';

// Compilers are slow while other tests use the same cores.
jest.setTimeout(120_000);

const deploy = join(projectRoot, 'deploy');
const byKind = (manifests: readonly Manifest[]) => manifests.map(({ kind }) => kind).sort();

withCheckers('kubernetes', () => {
  test('the base has no problem', async () => {
    expect(await kubernetesProblems(readBase(deploy))).toEqual([]);
  });

  testWithKustomize('the base is what kubectl makes of it', () => {
    const sorted = (manifests: readonly Manifest[]) =>
      manifests.map((one) => JSON.stringify(one, (_, value) => inOrder(value))).sort();
    expect(sorted(render(deploy, []))).toEqual(sorted(readBase(deploy)));
  });

  const combinations = [
    ...overlayNames.map((name) => [name]),
    ['irsa', 'redis', 'audit-volume'],
    ['audit-volume', 'redis', 'pod-identity'],
  ];
  testWithKustomize.each(combinations.map((names) => [names.join(' + '), names] as const))(
    'with %s, it has no problem',
    async (_, names) => {
      expect(await kubernetesProblems(render(deploy, names))).toEqual([]);
    },
  );

  testWithKustomize('the example has no problem', async () => {
    expect(await kubernetesProblems(renderFolder(join(deploy, 'kubernetes/example')))).toEqual([]);
  });

  testWithKustomize('audit-volume gives each replica a volume, in place of the Deployment', () => {
    const manifests = render(deploy, ['audit-volume']);
    expect(byKind(manifests)).toContain('StatefulSet');
    expect(byKind(manifests)).not.toContain('Deployment');
    expect(environmentOf(manifests).AUDIT_FILE).toBe('/audit/{hostname}.jsonl');
    const [{ spec } = {}] = ofKind(manifests, 'StatefulSet');
    const [claim] = spec?.volumeClaimTemplates ?? [];
    const mounts = spec?.template.spec?.containers[0]?.volumeMounts;
    expect(mounts).toContainEqual({ name: claim?.metadata?.name, mountPath: '/audit' });
    const services = ofKind(manifests, 'Service').map(({ metadata }) => metadata?.name);
    expect(services).toContain(spec?.serviceName);
  });

  test('the roles of both kinds of credentials are for the one ServiceAccount', () => {
    const [account] = ofKind(readBase(deploy), 'ServiceAccount');
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
