/** Mistakes that somebody could make in the files for Kubernetes, and what finds them. */

export interface Mistake {
  /** Below `deploy/`. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly found: RegExp;
}

const deployment = 'kubernetes/base/deployment.yaml';
const settings = 'kubernetes/base/settings.yaml';

export const kubernetesMistakes: Readonly<Record<string, Mistake>> = {
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
    found: /REPLICAS must be at least 13/,
  },
  'no room for the replica that is started before another one stops': {
    file: settings,
    from: 'REPLICAS: "11"',
    to: 'REPLICAS: "10"',
    found: /REPLICAS must be at least 11/,
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
};
