/** Mistakes that somebody could make in `deploy/`, each planted in a copy: the checks must find every one. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot } from '../support/process.ts';
import { testWith } from '../support/testWith.ts';
import { withCheckers } from './checkers.ts';
import { cloudFormationProblems } from './cloudFormation.ts';
import { ecsProblems } from './ecs.ts';
import { kubernetesProblems } from './kubernetesRules.ts';
import { overlayNames, render } from './manifests.ts';
import { systemdProblems } from './systemd.ts';
import { terraformProblems } from './terraform.ts';

// Compilers are slow while other tests use the same cores.
jest.setTimeout(60_000);

/** @param file where the mistake is. */
type Check = (deploy: string, file: string) => readonly string[] | Promise<readonly string[]>;

const kubernetes: Check = (deploy, file) => {
  const overlay = overlayNames.filter((name) => file.includes(`/overlays/${name}/`));
  return kubernetesProblems(render(deploy, overlay));
};

const checks: Readonly<Record<string, Check>> = {
  kubernetes,
  ecs: ecsProblems,
  cloudformation: cloudFormationProblems,
  terraform: terraformProblems,
  systemd: systemdProblems,
};

interface Mistake {
  /** Below `deploy/`. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly found: RegExp;
}

const deployment = 'kubernetes/base/deployment.yaml';
const settings = 'kubernetes/base/settings.yaml';
const unit = 'systemd/traffic-mirror-gateway.service';
const role = 'cloudformation/member-role.yaml';
const task = 'ecs/task-definition.json';

const mistakes: Readonly<Record<string, Mistake>> = {
  'an unknown field': {
    file: deployment,
    from: 'readinessProbe:',
    to: 'readinesProbe:',
    found: /readinesProbe/,
  },
  'a value of the wrong type': { file: deployment, from: 'maxSkew: 1', to: 'maxSkew: one', found: /maxSkew/ },
  'a selector that matches nothing': {
    file: 'kubernetes/base/service.yaml',
    from: /selector:\n.*$/m,
    to: 'selector:\n    app.kubernetes.io/name: gateway',
    found: /Service traffic-mirror-gateway selects no pod/,
  },
  'an unknown setting': {
    file: settings,
    from: 'EC2_MODE',
    to: 'EC2_MODUS',
    found: /EC2_MODUS is no setting/,
  },
  'a setting that is refused': {
    file: settings,
    from: 'EC2_MODE: aws',
    to: 'EC2_MODE: real',
    found: /^EC2_MODE: /,
  },
  'a number where Kubernetes wants a text': { file: settings, from: '"4000"', to: '4000', found: /PORT/ },
  'a secret in a file': {
    file: settings,
    from: /CURSOR_SECRET_FILE: .*/,
    to: 'CURSOR_SECRET: a-text-of-more-than-32-letters-000',
    found: /CURSOR_SECRET is a secret/,
  },
  'a port that nobody listens on': {
    file: deployment,
    from: 'containerPort: 9090',
    to: 'containerPort: 9091',
    found: /ADMIN_PORT 9090/,
  },
  'a probe of the wrong port': {
    file: deployment,
    from: '/health/ready\n              port: admin',
    to: '/health/ready\n              port: http',
    found: /readinessProbe must ask \/health\/ready at admin/,
  },
  'a root file system that can be written': {
    file: deployment,
    from: /\n *readOnlyRootFilesystem: true/,
    to: '',
    found: /readOnlyRootFilesystem: true/,
  },
  'too little time to stop': {
    file: deployment,
    from: 'terminationGracePeriodSeconds: 50',
    to: 'terminationGracePeriodSeconds: 30',
    found: /must be at least 50/,
  },
  'a pod that leaves the load balancer too late': {
    file: deployment,
    from: 'periodSeconds: 5',
    to: 'periodSeconds: 10',
    found: /readiness probe needs 20 s/,
  },
  'a heap above the memory limit': {
    file: deployment,
    from: 'memory: 512Mi',
    to: 'memory: 448Mi',
    found: /does not fit/,
  },
  'a file that is mounted nowhere': {
    file: settings,
    from: 'issuers/issuers.json',
    to: 'issuer/issuers.json',
    found: /AUTH_ISSUERS_FILE.*ENOENT/,
  },
  'an audit file on the root file system': {
    file: settings,
    from: 'AUDIT_FILE: "-"',
    to: 'AUDIT_FILE: /audit.jsonl',
    found: /AUDIT_FILE is on no volume/,
  },
  'an account without its template': {
    file: 'kubernetes/base/accounts.yaml',
    from: '"use": "standard"',
    to: '"use": "standart"',
    found: /standart/,
  },
  'a map of another name': {
    file: 'kubernetes/base/issuers.yaml',
    from: 'name: traffic-mirror-gateway-issuers',
    to: 'name: gateway-issuers',
    found: /there is no ConfigMap traffic-mirror-gateway-issuers/,
  },
  'more replicas than the setting says': {
    file: 'kubernetes/base/horizontalpodautoscaler.yaml',
    from: 'maxReplicas: 10',
    to: 'maxReplicas: 12',
    found: /REPLICAS must be at least 12/,
  },
  'a network without AWS': {
    file: 'kubernetes/base/networkpolicy.yaml',
    from: 'port: 443',
    to: 'port: 8443',
    found: /lets nothing out to AWS/,
  },
  'a network without the store': {
    file: 'kubernetes/overlays/redis/kustomization.yaml',
    from: 'port: 6379',
    to: 'port: 6380',
    found: /lets nothing out to REDIS_URL/,
  },
  'an autoscaler of a Deployment that is gone': {
    file: 'kubernetes/overlays/audit-volume/kustomization.yaml',
    from: 'value: StatefulSet\n  - target:\n      kind: ConfigMap',
    to: 'value: Deployment\n  - target:\n      kind: ConfigMap',
    found: /scales no StatefulSet/,
  },
  'a volume at another place than the audit file': {
    file: 'kubernetes/overlays/audit-volume/kustomization.yaml',
    from: 'mountPath: /audit',
    to: 'mountPath: /data',
    found: /AUDIT_FILE is on no volume/,
  },
  'a statement that CloudFormation lacks': {
    file: role,
    from: / {10}- Sid: ApprovalIsForOthers.*?(?= {10}- Sid: ManagedForLife)/s,
    to: '',
    found: /ApprovalIsForOthers of write.json is missing/,
  },
  'a condition that CloudFormation lacks': {
    file: role,
    from: /\n *StringLike:\n *sts:SourceIdentity.*/,
    to: '',
    found: /OnlyTheGatewayAndOnlyForSomebody is not as in trust.json/,
  },
  'a key that YAML takes for null': {
    file: role,
    from: '"Null":',
    to: 'Null:',
    found: /TagManaged is not as in/,
  },
  'a parameter that the set does not pass on': {
    file: 'cloudformation/stackset.yaml',
    from: /\n *- ParameterKey: Targets\n.*/,
    to: '',
    found: /stackset: it passes/,
  },
  'an extra action in Terraform': {
    file: 'terraform/main.tf',
    from: 'policy = local.iam["gateway"]',
    to: 'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:*", Resource = "*" }] })',
    found: /aws_iam_role_policy.process.policy does not come from deploy\/iam/,
  },
  'a stopTimeout that is too short': {
    file: task,
    from: '"stopTimeout": 60',
    to: '"stopTimeout": 30',
    found: /stopTimeout must be at least 50/,
  },
  'a field that ECS does not know': {
    file: task,
    from: '"stopTimeout"',
    to: '"stopTimeOut"',
    found: /no field stopTimeOut/,
  },
  'lines that ECS may throw away': {
    file: task,
    from: '"mode": "blocking"',
    to: '"mode": "non-blocking"',
    found: /must be blocking/,
  },
  'an unknown directive': {
    file: unit,
    from: 'DynamicUser=',
    to: 'DynamicUsers=',
    found: /Unknown key( name)? 'DynamicUsers'/,
  },
  'a unit with all rights': {
    file: unit,
    from: /^CapabilityBoundingSet=$/m,
    to: '',
    found: /the exposure is \S+, above 2/,
  },
  'a unit whose user has no home': {
    file: unit,
    from: /^Environment=HOME=.*$/m,
    to: '',
    found: /HOME must be set/,
  },
  'a unit that is killed too early': {
    file: unit,
    from: 'TimeoutStopSec=50',
    to: 'TimeoutStopSec=30',
    found: /TimeoutStopSec must be at least 50/,
  },
};

const testWithSystemd = testWith('/usr/bin/systemd-analyze', 'systemd');
const ofSystemd = ([, { file }]: [string, Mistake]) => file.startsWith('systemd/');
const all = Object.entries(mistakes);

async function isFound({ file, from, to, found }: Mistake): Promise<void> {
  const copy = join(newFolder(), 'deploy');
  cpSync(join(projectRoot, 'deploy'), copy, { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(copy, file), changed);
  const [kind = ''] = file.split('/');
  const problems = await checks[kind]?.(copy, file);
  expect(problems?.filter((problem) => found.test(problem))).not.toEqual([]);
}

withCheckers('planted mistakes', () => {
  test.each(all.filter((one) => !ofSystemd(one)))('%s is found', (_, mistake) => isFound(mistake));
  testWithSystemd.each(all.filter(ofSystemd))('%s is found', (_, mistake) => isFound(mistake));
});
