/** Compares policies with those of `deploy/iam/`, which test/unit/iam.test.ts compares with the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/process.ts';

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string }[];
}

export const policyText = (name: string) =>
  readFileSync(join(projectRoot, 'deploy/iam', `${name}.json`), 'utf8');

/** The values in those files that stand for an installation's own. */
export const example = {
  account: '123456789012',
  region: 'us-east-1',
  externalId: 'EXAMPLE-EXTERNAL-ID',
  gatewayRole: 'arn:aws:iam::123456789012:role/traffic-mirror-gateway-process',
};

/** @returns one line for each statement that differs, is missing, or is in `deploy/iam/` unknown. */
export function policyProblems(where: string, policy: Policy | undefined, name: string): string[] {
  if (policy === undefined) return [`${where}: has no policy`];
  const wanted = statements(JSON.parse(policyText(name)) as Policy);
  const found = statements(policy);
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((sid) => {
    if (!found.has(sid)) return [`${where}: the statement ${sid} of ${name}.json is missing`];
    if (!wanted.has(sid)) return [`${where}: the statement ${sid} is not in ${name}.json`];
    return wanted.get(sid) === found.get(sid)
      ? []
      : [`${where}: the statement ${sid} is not as in ${name}.json`];
  });
}

const statements = ({ Statement }: Policy) =>
  new Map(Statement.map((statement) => [statement.Sid, JSON.stringify(normal(statement))]));

/** IAM makes no difference between a value and a list of it, nor between orders. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? value[0] : [...value].sort();
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, normal(inner)]));
}
