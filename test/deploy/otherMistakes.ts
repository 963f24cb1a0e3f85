/** Mistakes that somebody could make in the files for ECS, systemd, CloudFormation and Terraform, and what finds them. */
import type { Mistake } from './kubernetesMistakes.ts';

const unit = 'systemd/traffic-mirror-gateway.service';
const role = 'cloudformation/member-role.yaml';
const task = 'ecs/task-definition.json';

export const otherMistakes: Readonly<Record<string, Mistake>> = {
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
