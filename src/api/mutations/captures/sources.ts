/** Which interfaces a capture needs a session on, and what stands against it. */
import { describeOne } from '../../../ec2/reads/describe.ts';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import { targetKind } from '../../../ec2/targets.ts';
import type { TrafficMirrorCapturePrecedence } from '../../../generated/types.ts';
import { sessionRanges } from '../../../mirroring/ranges.ts';
import { readSources } from '../../capacity.ts';
import type { GatewayContext } from '../../context.ts';
import { judgeSource } from '../../eligibility.ts';
import type { Problem } from '../../userErrors.ts';
import { notFound } from '../inputs.ts';

/** The session number decides who gets a packet. It is also what keeps an interface from getting two sessions of a capture. */
const numberOf: Readonly<Record<TrafficMirrorCapturePrecedence, number>> = {
  BEFORE_OTHERS: sessionRanges.sessionNumber.min,
  AFTER_OTHERS: sessionRanges.sessionNumber.max,
};

export const sessionNumberOf = (precedence: TrafficMirrorCapturePrecedence | undefined): number =>
  numberOf[precedence ?? 'AFTER_OTHERS'];

export interface WantedSources {
  readonly scope: Ec2Scope;
  readonly networkInterfaceIds: readonly string[];
  readonly trafficMirrorTargetId: string;
  readonly precedence?: TrafficMirrorCapturePrecedence | undefined;
  /** The interfaces on which the capture has a session already. */
  readonly has: ReadonlySet<string | undefined>;
}

export interface Sources {
  /** With the paths of the fields, relative to the input. */
  readonly problems: readonly Problem[];
  /** The sessions that interfaces have already. */
  readonly others: readonly TrafficMirrorSessionRecord[];
}

/** @throws Ec2Failure when something that decides cannot be read. */
export async function checkSources(context: GatewayContext, wanted: WantedSources): Promise<Sources> {
  const { networkInterfaceIds, has } = wanted;
  const [room, ...judged] = await Promise.all([
    judgeTarget(context, wanted),
    ...networkInterfaceIds.map((id, index) =>
      has.has(id) ? nothing : judgeInterface(context, wanted, id, index),
    ),
  ]);
  return {
    problems: [...judged.flatMap(({ problems }) => problems), ...room],
    others: judged.flatMap(({ others }) => others),
  };
}

const nothing: Sources = { problems: [], others: [] };

async function judgeInterface(
  context: GatewayContext,
  { scope, precedence }: WantedSources,
  id: string,
  index: number,
): Promise<Sources> {
  const [eligibility, others] = await Promise.all([
    judgeSource(context, { scope, networkInterfaceId: id }),
    context.loaders(scope).sessionsByInterface.load(id),
  ]);
  const problem = (code: Problem['code'], message: string): Problem => ({
    code,
    field: ['networkInterfaceIds', index],
    message,
  });
  if (eligibility === null)
    return { problems: [{ ...notFound('', id), field: ['networkInterfaceIds', index] }], others };
  const problems = eligibility.reasonDetails
    .filter(({ isDecisive }) => isDecisive)
    .map(({ code, message }) =>
      problem(code === 'SESSIONS_EXHAUSTED' ? 'QUOTA_EXCEEDED' : 'UNSUPPORTED_RESOURCE', `${id}: ${message}`),
    );
  if (problems.length > 0) return { problems, others };
  const [first] = others;
  if (first === undefined) return nothing;
  if (precedence === undefined)
    return {
      problems: [
        problem(
          'OVERLAPPING_SESSION',
          `${id} has ${named(first)} already, and a packet is mirrored once; say with \`precedence\` who gets the packets`,
        ),
      ],
      others,
    };
  const taken = others.find(({ sessionNumber }) => sessionNumber === sessionNumberOf(precedence));
  if (taken === undefined) return { problems: [], others };
  return {
    problems: [problem('ALREADY_EXISTS', `${id} has ${named(taken)}, whose number the capture needs`)],
    others,
  };
}

const named = ({ trafficMirrorSessionId, sessionNumber }: TrafficMirrorSessionRecord) =>
  `the session ${trafficMirrorSessionId} with the number ${sessionNumber}`;

/** What stands against the target: it is not there, or has no room for the interfaces that are not its sources yet. */
async function judgeTarget(
  context: GatewayContext,
  { scope, networkInterfaceIds, trafficMirrorTargetId: id }: WantedSources,
): Promise<Problem[]> {
  const target = await describeOne(scope, targetKind, id, context.usage);
  if (target === null) return [notFound('trafficMirrorTargetId', id)];
  const { sourcesAllowed, sources } = await readSources(context, target);
  // What is not known is tried: EC2 decides.
  if (sourcesAllowed === null) return [];
  const further = [...networkInterfaceIds.entries()].filter(([, source]) => !sources.has(source));
  return further.slice(Math.max(0, sourcesAllowed - sources.size)).map(([index, source]) => ({
    code: 'QUOTA_EXCEEDED',
    field: ['networkInterfaceIds', index],
    message: `${source} has no place at the target, which takes ${sourcesAllowed} sources and has ${sources.size}`,
  }));
}

/** Who goes without packets. */
export const toWarnings = (
  others: readonly TrafficMirrorSessionRecord[],
  precedence: TrafficMirrorCapturePrecedence | undefined,
): string[] =>
  others.map((session) => {
    const { networkInterfaceId } = session;
    return precedence === 'BEFORE_OTHERS'
      ? `On ${networkInterfaceId}, ${named(session)} gets only the packets that the capture's filter does not accept.`
      : `On ${networkInterfaceId}, the capture gets only the packets that ${named(session)} does not accept.`;
  });
