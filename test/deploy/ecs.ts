/** The task definition for ECS: its settings are accepted, and its times and sizes fit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/process.ts';
import { accept, heapOf, heapShare, isRefused, namesNobodyReads, stopSeconds, when } from './settingRules.ts';

interface Named {
  readonly name: string;
  readonly value: string;
}
interface Container {
  readonly user?: string;
  readonly readonlyRootFilesystem?: boolean;
  readonly linuxParameters?: { readonly capabilities?: { readonly drop?: readonly string[] } };
  readonly environment: readonly Named[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly portMappings: readonly { readonly containerPort: number }[];
  readonly stopTimeout?: number;
  readonly healthCheck: { readonly command: readonly string[] };
  readonly logConfiguration: { readonly options: Readonly<Record<string, string>> };
}
interface Task {
  readonly cpu: string;
  readonly memory: string;
  readonly containerDefinitions: readonly [Container];
}

/** The fields that are used, of RegisterTaskDefinition and ContainerDefinition (ECS API reference). */
const taskFields =
  'family requiresCompatibilities networkMode runtimePlatform cpu memory executionRoleArn taskRoleArn containerDefinitions volumes tags'.split(
    ' ',
  );
const containerFields =
  'name image essential user readonlyRootFilesystem linuxParameters portMappings environment secrets stopTimeout healthCheck logConfiguration mountPoints ulimits dependsOn'.split(
    ' ',
  );

/** @param deploy the folder `deploy/`, or a copy of it. @returns one line for each problem. */
export function ecsProblems(deploy: string): string[] {
  const task = JSON.parse(readFileSync(join(deploy, 'ecs/task-definition.json'), 'utf8')) as Task;
  const [container] = task.containerDefinitions;
  const unknown = (fields: readonly string[], value: object) =>
    Object.keys(value).flatMap((field) => (fields.includes(field) ? [] : [`ECS has no field ${field}`]));
  return [
    ...unknown(taskFields, task),
    ...unknown(containerFields, container),
    ...settingProblems(task, container),
    ...containerProblems(container),
  ];
}

function settingProblems({ memory }: Task, container: Container): string[] {
  const environment = Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));
  const secrets = Object.fromEntries(container.secrets.map(({ name }) => [name, 'x'.repeat(32)]));
  const config = accept({ ...environment, ...secrets });
  const names = namesNobodyReads(environment);
  if (isRefused(config)) return [...names, ...config];
  const { stopTimeout = 30, portMappings } = container;
  const ports = portMappings.map(({ containerPort }) => containerPort);
  const heap = heapOf(environment.NODE_OPTIONS);
  return [
    ...names,
    ...container.secrets.flatMap(({ name, valueFrom }) =>
      /^arn:aws:(ssm|secretsmanager):/.test(valueFrom) ? [] : [`${name}: ${valueFrom} names no secret`],
    ),
    ...when(stopTimeout < stopSeconds(config), `stopTimeout must be at least ${stopSeconds(config)}`),
    ...when(stopTimeout > 120, 'Fargate allows a stopTimeout of 120 s'),
    ...when(
      String(ports) !== `${config.port},${config.adminPort}`,
      `the ports are ${ports}, not those of the settings`,
    ),
    ...when(!(heap <= Number(memory) * heapShare), `a heap of ${heap} MiB does not fit into ${memory} MiB`),
  ];
}

function containerProblems(container: Container): string[] {
  const { linuxParameters, healthCheck, logConfiguration } = container;
  const [, probe = ''] =
    /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8')) ?? [];
  return [
    ...when(container.readonlyRootFilesystem !== true, 'readonlyRootFilesystem must be true'),
    ...when(container.user !== '10001:10001', 'user must be 10001:10001'),
    ...when(String(linuxParameters?.capabilities?.drop) !== 'ALL', 'all capabilities must be dropped'),
    ...when(
      String(healthCheck.command) !== `CMD,${JSON.parse(probe)}`,
      'the health check must be that of the image',
    ),
    // Otherwise a driver that is behind throws lines away, audit lines among them.
    ...when(logConfiguration.options.mode !== 'blocking', 'the mode of the log driver must be blocking'),
  ];
}
