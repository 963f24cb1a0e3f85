/** How apart from others a pod must run, and how much memory it needs. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { heapShare, imageHeap, when } from './settingRules.ts';

/** The profile `restricted` of the Pod Security Standards, and a root file system that nobody can write to. */
export function securityProblems({ spec }: IPodTemplateSpec, container: IContainer): string[] {
  const pod = spec?.securityContext;
  const own = container.securityContext;
  const wanted: Readonly<Record<string, boolean>> = {
    'runAsNonRoot: true': pod?.runAsNonRoot === true,
    'runAsUser: 10001': pod?.runAsUser === 10_001,
    'seccompProfile: RuntimeDefault': pod?.seccompProfile?.type === 'RuntimeDefault',
    'readOnlyRootFilesystem: true': own?.readOnlyRootFilesystem === true,
    'allowPrivilegeEscalation: false': own?.allowPrivilegeEscalation === false,
    'drop: [ALL]': String(own?.capabilities?.drop) === 'ALL' && own?.capabilities?.add === undefined,
    'automountServiceAccountToken: false': spec?.automountServiceAccountToken === false,
  };
  return Object.entries(wanted).flatMap(([rule, holds]) => when(!holds, `the pod must have ${rule}`));
}

/** What is asked for and allowed must fit the heap of the image. */
export function memoryProblems({ resources }: IContainer): string[] {
  const toMiB = (text: unknown) => Number(/^(\d+)Mi$/.exec(String(text))?.[1]);
  const [limit, request] = [toMiB(resources?.limits?.memory), toMiB(resources?.requests?.memory)];
  return [
    ...when(
      !(imageHeap() <= limit * heapShare),
      `a heap of ${imageHeap()} MiB does not fit into ${limit} MiB`,
    ),
    ...when(!(request <= limit), `memory: ${request} MiB are requested, and ${limit} MiB are the limit`),
  ];
}
