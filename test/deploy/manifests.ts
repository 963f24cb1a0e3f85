/** The documents for Kubernetes, as they are in the base, or as an overlay makes them. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { newFolder } from '../support/cleanUp.ts';
import { parseYamls } from './checkers.ts';
import { kustomize } from './kustomize.ts';

/** The kinds that an installation may have. Secrets are not among them: the files name them only. */
export interface Kinds {
  Deployment: IDeployment;
  StatefulSet: IStatefulSet;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  NetworkPolicy: INetworkPolicy;
  PodDisruptionBudget: IPodDisruptionBudget;
  ConfigMap: IConfigMap;
  Namespace: INamespace;
  Service: IService;
  ServiceAccount: IServiceAccount;
}

export type Manifest = Kinds[keyof Kinds];

export const overlayNames = ['irsa', 'pod-identity', 'redis', 'audit-volume', 'otel'] as const;

/** @param deploy the folder `deploy/`, or a copy of it. @returns the base with some overlays. */
export function render(deploy: string, overlays: readonly string[]): readonly Manifest[] {
  return kustomize(folderWith(deploy, overlays)) as object[] as Manifest[];
}

/** A copy of the files for Kubernetes, and in it a folder that makes the base with some overlays. */
export function folderWith(deploy: string, overlays: readonly string[]): string {
  const copy = newFolder();
  cpSync(join(deploy, 'kubernetes'), copy, { recursive: true });
  const components = overlays.map((name) => `../overlays/${name}`);
  const folder = join(copy, 'rendered');
  mkdirSync(folder);
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: ['../base'], components }));
  return folder;
}

/** What Kustomize itself makes of a folder. @throws with what kubectl says. */
export const renderByKubectl = (folder: string): readonly Manifest[] =>
  parseYamls(
    execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', stdio: 'pipe' }),
  ) as Manifest[];

export const ofKind = <Kind extends keyof Kinds>(manifests: readonly Manifest[], kind: Kind) =>
  manifests.filter((manifest): manifest is Extract<Manifest, { kind: Kind }> => manifest.kind === kind);
