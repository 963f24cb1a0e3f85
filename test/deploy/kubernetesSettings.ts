/** The settings of an installation in Kubernetes, tried with the gateway's own parsers on the files that its pods would see. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { openAccounts, readAccountsFile } from '../../src/config/readAccounts.ts';
import { newFolder } from '../support/cleanUp.ts';
import { type Manifest, ofKind } from './manifests.ts';
import { accept, type Environment, isRefused, namesNobodyReads, stopSeconds, when } from './settingRules.ts';

type Pod = NonNullable<IPodTemplateSpec['spec']>;

/** Files of Secrets, which an operator makes, by the names of their volumes. */
const madeFiles: Readonly<Record<string, readonly string[]>> = {
  secrets: ['cursors'],
  'external-ids': ['123456789012'],
  store: ['password'],
};

/** As texts, also what a file has as a number by mistake, so that this does not end the other checks. */
export function environmentOf(manifests: readonly Manifest[]): Environment {
  const isSettings = ({ metadata }: Manifest) => metadata?.name?.endsWith('-settings');
  const data = ofKind(manifests, 'ConfigMap').find(isSettings)?.data ?? {};
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
}

/** @returns one line for each problem with the settings, and with the times and sizes that depend on them. */
export async function settingProblems(manifests: readonly Manifest[], pod: Pod): Promise<string[]> {
  const written = environmentOf(manifests);
  const config = accept(environmentOnDisk(manifests, pod));
  const unread = namesNobodyReads(written);
  if (isRefused(config)) return [...unread, ...config];
  const [container] = pod.containers;
  const readiness = container?.readinessProbe;
  const outSeconds = (readiness?.periodSeconds ?? 10) * (readiness?.failureThreshold ?? 3);
  const most = mostAtOnce(manifests);
  const ports = container?.ports?.map(({ name, containerPort }) => `${name} ${containerPort}`);
  return [
    ...unread,
    ...(await accountProblems(config.awsAccountsFile)),
    ...when(
      (pod.terminationGracePeriodSeconds ?? 30) < stopSeconds(config),
      `terminationGracePeriodSeconds must be at least ${stopSeconds(config)}`,
    ),
    ...when(
      outSeconds >= config.drainSeconds,
      `the readiness probe needs ${outSeconds} s, DRAIN_SECONDS or more`,
    ),
    ...auditProblems(config.auditFile, container?.volumeMounts),
    ...when(config.replicas < most, `REPLICAS must be at least ${most}, maxReplicas and maxSurge`),
    ...when(
      String(ports) !== `http ${config.port},admin ${config.adminPort}`,
      `the ports of the container are ${ports}, PORT is ${config.port} and ADMIN_PORT ${config.adminPort}`,
    ),
  ];
}

/** While a Deployment replaces its pods, there are more of them. */
function mostAtOnce(manifests: readonly Manifest[]): number {
  const [deployment] = ofKind(manifests, 'Deployment');
  const surge = Number(deployment?.spec?.strategy?.rollingUpdate?.maxSurge ?? 0);
  return (ofKind(manifests, 'HorizontalPodAutoscaler')[0]?.spec?.maxReplicas ?? 0) + surge;
}

/** The root file system is read-only. */
function auditProblems(file = '', mounts: IContainer['volumeMounts'] = []): string[] {
  const isWritable = mounts.some(({ mountPath, readOnly }) => !readOnly && file.includes(`${mountPath}/`));
  return when(file !== '-' && !isWritable, `AUDIT_FILE is on no volume that can be written: ${file}`);
}

/** Writes the files that a pod would see. @returns its settings, with where those files are. */
export function environmentOnDisk(manifests: readonly Manifest[], pod: Pod): Environment {
  const root = writeFiles(manifests, pod);
  const here = (value: string) => (value.startsWith('/') ? root + value : value);
  return Object.fromEntries(
    Object.entries(environmentOf(manifests)).map(([name, value]) => [name, here(value)]),
  );
}

/** Writes what the volumes of a pod hold. @returns the folder that stands for its root. */
function writeFiles(manifests: readonly Manifest[], pod: Pod): string {
  const root = newFolder();
  for (const { name, mountPath } of pod.containers[0]?.volumeMounts ?? []) {
    const folder = join(root, mountPath);
    mkdirSync(folder, { recursive: true });
    const map = pod.volumes?.find((volume) => volume.name === name)?.configMap?.name;
    const data = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata?.name === map)?.data ?? {};
    for (const [file, text] of Object.entries(data))
      writeFileSync(join(folder, file), text.replaceAll('"/run/', `"${root}/run/`));
    for (const file of madeFiles[name] ?? [])
      writeFileSync(join(folder, file), 'a-text-of-more-than-32-letters-000');
  }
  return root;
}

async function accountProblems(path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) return [];
  const file = await readAccountsFile(path);
  const opened = 'problems' in file ? file : await openAccounts(path, file, undefined);
  return 'problems' in opened ? opened.problems.map((problem) => `${dirname(path)}: ${problem}`) : [];
}
