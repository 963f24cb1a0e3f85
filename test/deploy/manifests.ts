/** The documents for Kubernetes, as they are in the base, or as an overlay makes them. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
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
import { parseYaml, parseYamls } from './checkers.ts';

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

export const overlayNames = ['irsa', 'pod-identity', 'redis', 'audit-volume'] as const;

/** @param deploy the folder `deploy/`, or a copy of it. @returns what `kubectl apply` gets, file by file. */
export function readBase(deploy: string): readonly Manifest[] {
  const folder = join(deploy, 'kubernetes/base');
  const { resources } = parseYaml(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as {
    resources: string[];
  };
  return resources.flatMap((file) => toManifests(readFileSync(join(folder, file), 'utf8')));
}

/** Renders the base with overlays, in a copy. @throws with what kubectl says. */
export function render(deploy: string, overlays: readonly string[]): readonly Manifest[] {
  const copy = newFolder();
  cpSync(join(deploy, 'kubernetes'), copy, { recursive: true });
  const components = overlays.map((name) => `../overlays/${name}`);
  const kustomization = { resources: ['../base'], components };
  writeFileSync(join(copy, 'example/kustomization.yaml'), JSON.stringify(kustomization));
  return renderFolder(join(copy, 'example'));
}

export const renderFolder = (folder: string): readonly Manifest[] =>
  toManifests(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', stdio: 'pipe' }));

const toManifests = (text: string) => parseYamls(text) as Manifest[];

export const ofKind = <Kind extends keyof Kinds>(manifests: readonly Manifest[], kind: Kind) =>
  manifests.filter((manifest): manifest is Extract<Manifest, { kind: Kind }> => manifest.kind === kind);
