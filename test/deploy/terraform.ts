/** The roles for Terraform: their policies come from `deploy/iam/` alone. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../support/cleanUp.ts';
import { parseTerraform } from './checkers.ts';
import { example, type Policy, policyProblems } from './policies.ts';

type Blocks = Readonly<
  Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>
>;
interface Source {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly variable: Readonly<Record<string, readonly { readonly default?: readonly string[] }[]>>;
  readonly locals: readonly { readonly files: string }[];
}

const read = async (deploy: string) =>
  (await parseTerraform(
    'main.tf',
    readFileSync(join(deploy, 'terraform/main.tf'), 'utf8'),
  )) as unknown as Source;

/** @param deploy the folder `deploy/`, or a copy of it. @returns one line for each problem. */
export async function terraformProblems(deploy: string): Promise<string[]> {
  const { resource = {}, data = {}, variable, locals } = await read(deploy);
  const isOurs = (text: unknown) =>
    /^\$\{(local\.iam\[("\w+"|each\.key)\]|var\.process_trust_policy)\}$/.test(String(text));
  const written = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, [block = {}] = []]) =>
      ['policy', 'assume_role_policy', 'inline_policy', 'managed_policy_arns'].flatMap((field) =>
        field in block && !isOurs(block[field])
          ? [`${type}.${name}.${field} does not come from deploy/iam`]
          : [],
      ),
    ),
  );
  const files = [...String(locals[0]?.files).matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '');
  const chosen = variable.policies?.[0]?.default ?? [];
  const types = ['aws_iam_role', 'aws_iam_role_policy'];
  return [
    ...written,
    ...Object.keys(data).map((type) => `data ${type}: policies belong into deploy/iam`),
    ...Object.keys(resource).flatMap((type) =>
      types.includes(type) ? [] : [`${type} is not expected here`],
    ),
    ...files.flatMap((name) =>
      existsSync(join(deploy, 'iam', `${name}.json`)) ? [] : [`there is no iam/${name}.json`],
    ),
    ...chosen.flatMap((name) => (files.includes(name) ? [] : [`policies: ${name} is not among the files`])),
  ];
}

/** Lets Terraform itself make the policies, without the provider that it would need for resources. @returns one line for each problem. */
export function evaluatedProblems(deploy: string): string[] {
  const source = readFileSync(join(deploy, 'terraform/main.tf'), 'utf8');
  const folder = newFolder();
  mkdirSync(join(folder, 'terraform'));
  cpSync(join(deploy, 'iam'), join(folder, 'iam'), { recursive: true });
  const withoutProvider = source.replace(/^(terraform|resource|output)\b[^\n]*\{\n.*?^\}\n/gms, '');
  writeFileSync(join(folder, 'terraform/main.tf'), withoutProvider);
  const values = {
    account_id: example.account,
    region: example.region,
    external_id: example.externalId,
    process_trust_policy: '{}',
  };
  writeFileSync(join(folder, 'terraform/terraform.tfvars.json'), JSON.stringify(values));
  const printed = execFileSync('terraform', ['console'], {
    cwd: join(folder, 'terraform'),
    input: 'nonsensitive(jsonencode(local.iam))\n',
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const policies = JSON.parse(JSON.parse(printed) as string) as Record<string, string>;
  return Object.entries(policies).flatMap(([name, text]) =>
    policyProblems(`terraform, ${name}`, JSON.parse(text) as Policy, name),
  );
}
