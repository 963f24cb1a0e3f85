/** What the types of Kubernetes cannot say: that the documents of an installation fit each other. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { environmentOf, settingProblems } from './kubernetesSettings.ts';
import { typeProblems } from './kubernetesTypes.ts';
import { type Manifest, ofKind } from './manifests.ts';
import { memoryProblems, securityProblems } from './podRules.ts';
import { when } from './settingRules.ts';

type Labels = Readonly<Record<string, string>>;

/** @returns one line for everything that is wrong, types included. */
export async function kubernetesProblems(manifests: readonly Manifest[]): Promise<readonly string[]> {
  const workloads = [...ofKind(manifests, 'Deployment'), ...ofKind(manifests, 'StatefulSet')];
  const [workload] = workloads;
  const types = await typeProblems(manifests);
  const template = workload?.spec?.template as IPodTemplateSpec | undefined;
  const [container] = template?.spec?.containers ?? [];
  if (workloads.length !== 1 || !template?.spec || !container)
    return [...types, `there are ${workloads.length} workloads, not one`];
  const labels = template.metadata?.labels ?? {};
  return [
    ...types,
    ...selectorProblems(manifests, labels, workload?.spec?.selector.matchLabels),
    ...portProblems(manifests, container),
    ...referenceProblems(manifests, template),
    ...securityProblems(template, container),
    ...memoryProblems(container),
    ...scalingProblems(manifests, `${workload?.kind} ${workload?.metadata?.name}`),
    ...egressProblems(manifests),
    ...(await settingProblems(manifests, template.spec)),
  ];
}

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata?.name}`;

function selectorProblems(manifests: readonly Manifest[], labels: Labels, own: Labels | undefined): string[] {
  const selectors: (readonly [string, Labels | undefined])[] = [
    ['the workload', own],
    ...ofKind(manifests, 'Service').map((one) => [nameOf(one), one.spec?.selector] as const),
    ...ofKind(manifests, 'PodDisruptionBudget').map(
      (one) => [nameOf(one), one.spec?.selector?.matchLabels] as const,
    ),
    ...ofKind(manifests, 'NetworkPolicy').map(
      (one) => [nameOf(one), one.spec?.podSelector?.matchLabels] as const,
    ),
  ];
  return selectors.flatMap(([name, wanted = {}]) =>
    when(
      Object.keys(wanted).length === 0 ||
        Object.entries(wanted).some(([label, value]) => labels[label] !== value),
      `${name} selects no pod of the gateway`,
    ),
  );
}

function portProblems(manifests: readonly Manifest[], container: IContainer): string[] {
  const ports = container.ports ?? [];
  const isPort = (port: string | number | undefined) =>
    ports.some(({ name, containerPort }) => name === port || containerPort === port);
  const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
  return [
    ...probes.flatMap((probe) => {
      const asked = container[probe]?.httpGet;
      const path = probe === 'readinessProbe' ? '/health/ready' : '/health/live';
      return when(asked?.port !== 'admin' || asked.path !== path, `${probe} must ask ${path} at admin`);
    }),
    ...ofKind(manifests, 'Service').flatMap((service) =>
      (service.spec?.ports ?? []).flatMap(({ targetPort }) =>
        when(!isPort(targetPort), `${nameOf(service)} leads to no port: ${targetPort}`),
      ),
    ),
    ...ofKind(manifests, 'NetworkPolicy').flatMap(({ spec }) =>
      (spec?.ingress ?? [])
        .flatMap((rule) => rule.ports ?? [])
        .flatMap(({ port }) => when(!isPort(port), `the NetworkPolicy lets in to no port: ${port}`)),
    ),
  ];
}

/** What is named must be there, and in the one namespace. Secrets must be named only. */
function referenceProblems(manifests: readonly Manifest[], { spec }: IPodTemplateSpec): string[] {
  const [container] = spec?.containers ?? [];
  const maps = ofKind(manifests, 'ConfigMap').map(({ metadata }) => metadata?.name);
  const named = [
    ...(container?.envFrom ?? []).map(({ configMapRef }) => configMapRef?.name),
    ...(spec?.volumes ?? []).flatMap(({ configMap }) => (configMap ? [configMap.name] : [])),
  ];
  const namespaces = ofKind(manifests, 'Namespace').map(({ metadata }) => metadata?.name);
  const accounts = ofKind(manifests, 'ServiceAccount').map(({ metadata }) => metadata?.name);
  return [
    ...named.flatMap((name) => when(!maps.includes(name), `there is no ConfigMap ${name}`)),
    ...when(
      !accounts.includes(spec?.serviceAccountName),
      `there is no ServiceAccount ${spec?.serviceAccountName}`,
    ),
    ...manifests.flatMap((manifest) => [
      ...when(
        manifest.kind !== 'Namespace' && !namespaces.includes(manifest.metadata?.namespace),
        `${nameOf(manifest)} is in no namespace of these files`,
      ),
      ...when(String(manifest.kind) === 'Secret', `${nameOf(manifest)}: secrets do not belong into files`),
    ]),
    ...(container?.volumeMounts ?? []).flatMap(({ name, subPath }) =>
      when(subPath !== undefined, `${name} is mounted with subPath, and is never updated`),
    ),
  ];
}

function scalingProblems(manifests: readonly Manifest[], workload: string): string[] {
  const least = ofKind(manifests, 'PodDisruptionBudget')[0]?.spec?.minAvailable;
  return ofKind(manifests, 'HorizontalPodAutoscaler').flatMap(({ spec }) => [
    ...when(
      `${spec?.scaleTargetRef.kind} ${spec?.scaleTargetRef.name}` !== workload,
      `the HorizontalPodAutoscaler scales no ${workload}`,
    ),
    ...when(
      !(Number(least) < Number(spec?.minReplicas)),
      `minAvailable ${least} lets no pod of ${spec?.minReplicas} go`,
    ),
  ]);
}

/** Each address in the settings must be reachable. */
function egressProblems(manifests: readonly Manifest[]): string[] {
  const open = ofKind(manifests, 'NetworkPolicy').flatMap(({ spec }) =>
    (spec?.egress ?? []).flatMap((rule) => (rule.ports ?? []).map(({ port }) => Number(port))),
  );
  const urls = Object.entries(environmentOf(manifests)).filter(
    ([, value]) => URL.canParse(value) && /:\/\//.test(value),
  );
  const wanted = [['DNS', 53] as const, ['AWS', 443] as const].concat(
    urls.map(([name, value]) => [name, Number(new URL(value).port || 443)] as never),
  );
  return wanted.flatMap(([name, port]) =>
    when(!open.includes(port), `the NetworkPolicy lets nothing out to ${name}, port ${port}`),
  );
}
