/** Reasons for a refusal that depend on other resources, and consequences for them. docs/changes.md lists what is looked at. */
import { Ec2Failure } from '../../ec2/failure.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import { listed, sessionsUse } from '../mutations/deletion.ts';
import { notFound } from '../mutations/inputs.ts';
import type { Warning } from '../mutations/warnings.ts';
import type { Problem, UserError } from '../userErrors.ts';

/** What one look at other resources found. */
export interface Found {
  readonly problems?: readonly Problem[];
  /** Problems with more than the common fields. */
  readonly errors?: readonly UserError[];
  readonly warnings?: readonly Warning[];
}

/** Looks for a filter. @param id undefined: the change does not set it. */
export async function lookForFilter(
  { loaders }: GatewayContext,
  scope: Ec2Scope,
  id: string | undefined,
): Promise<Found> {
  const isMissing = id !== undefined && (await loaders(scope).filters.load(id)) === null;
  return isMissing ? { problems: [notFound('trafficMirrorFilterId', id)] } : {};
}

/** Looks for the sessions whose packets a changed filter would select. */
export async function lookAtUsers(
  { loaders }: GatewayContext,
  scope: Ec2Scope,
  filterId: string | undefined,
): Promise<Found> {
  const sessions = filterId === undefined ? [] : await loaders(scope).sessionsByFilter.load(filterId);
  if (sessions.length === 0) return {};
  const message = `${sessionsUse(sessions)} the filter, and would mirror other packets from then on: ${listed(sessions)}.`;
  return { warnings: [{ code: 'AFFECTS_OTHER_SESSIONS', message }] };
}

const unchecked: Warning = {
  code: 'NOT_CHECKED',
  message: 'Not everything that EC2 may refuse could be checked, because other resources could not be read.',
};

/** What all looks found together. That something could not be read must not hide the rest, so it only adds a warning. */
export async function findAll(looks: readonly Promise<Found>[]): Promise<Required<Found>> {
  let isPartial = false;
  const findings = await Promise.all(
    looks.map((look) =>
      look.catch((error: unknown): Found => {
        if (!(error instanceof Ec2Failure)) throw error;
        isPartial = true;
        return {};
      }),
    ),
  );
  return {
    problems: findings.flatMap(({ problems = [] }) => problems),
    errors: findings.flatMap(({ errors = [] }) => errors),
    warnings: [...findings.flatMap(({ warnings = [] }) => warnings), ...(isPartial ? [unchecked] : [])],
  };
}
