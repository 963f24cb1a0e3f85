/** Reads what the rules look at for some sessions, targets or filters: by id, because most of an estate has nothing to do with them. */
import type { EstateKind } from '../../mirroring/facts.ts';
import type { TrafficMirrorSessionRecord } from '../sessions.ts';
import type { Ec2Usage } from '../usage.ts';
import { readWithin } from './allowance.ts';
import { createDrafts, type Drafts, type EstateFacts, known, toFacts } from './drafts.ts';
import { withPrerequisites } from './needs.ts';
import { readOtherAccounts } from './otherAccounts.ts';
import { readPlaces } from './places.ts';
import type { EstateRequest } from './readEstate.ts';
import { createReader, type Reader } from './reader.ts';
import { endpointsOf, isOf, leavesVpc, mayLeaveVpc, type Wants } from './uses.ts';

/** What it is about. */
export interface Subjects {
  readonly sessionIds?: readonly string[];
  /** With their sessions. */
  readonly targetIds?: readonly string[];
  /** With their sessions. */
  readonly filterIds?: readonly string[];
  /** Sources, with their sessions if they have any. */
  readonly networkInterfaceIds?: readonly string[];
}

/**
 * Reads around the subjects: all sessions of their sources, targets and filters, and what these depend on. The facts answer for the
 * subjects, and say of everything else that it was not read.
 *
 * @throws Ec2Failure as `readEstate` does.
 */
export const readAround = (request: EstateRequest, subjects: Subjects): Promise<EstateFacts> =>
  readWithin(request.allowance, request.usage, (usage) => readSome(request, subjects, usage));

async function readSome(
  { scope, scopes, kinds }: EstateRequest,
  subjects: Subjects,
  usage: Ec2Usage,
): Promise<EstateFacts> {
  const drafts = createDrafts();
  const reader = createReader(drafts, scope, usage);
  const wanted = withPrerequisites(['sessions', 'targets', ...kinds]);
  const wants: Wants = (kind: EstateKind) => wanted.has(kind);
  const { filterIds = [], networkInterfaceIds = [] } = subjects;
  const subjectSessions = await readSubjects(reader, drafts, subjects);
  await readRelated(reader, subjectSessions);
  const isOwn = isOf(scope.accountId);
  const own = known(drafts, 'sessions').filter(isOwn);
  const targets = known(drafts, 'targets');
  const hostIds = [...networkInterfaceIds, ...valuesOf(subjectSessions.filter(isOwn), 'networkInterfaceId')];
  await Promise.all([
    wants('filters') && reader.byIds('filters', [...filterIds, ...valuesOf(own, 'trafficMirrorFilterId')]),
    readPlaces(reader, drafts, wants, {
      ...endpointsOf(targets.filter(isOwn)),
      sourceIds: valuesOf(own, 'networkInterfaceId'),
      hostIds,
    }),
    readOtherAccounts(drafts, { scope, scopes, wants, targets, usage }),
  ]);
  if (leavesVpc(drafts) || mayLeaveVpc(drafts, hostIds))
    await Promise.all([
      wants('peerings') && reader.list('peerings'),
      wants('transitGatewayAttachments') && reader.list('transitGatewayAttachments'),
    ]);
  return toFacts(drafts);
}

/** Reads the subjects. @returns their sessions. */
async function readSubjects(
  reader: Reader,
  drafts: Drafts,
  { sessionIds = [], targetIds = [], filterIds = [], networkInterfaceIds = [] }: Subjects,
): Promise<TrafficMirrorSessionRecord[]> {
  await Promise.all([
    reader.byIds('sessions', sessionIds),
    reader.byIds('targets', targetIds),
    reader.byValues('targets', 'networkInterfaceId', networkInterfaceIds),
    reader.byValues('sessions', 'trafficMirrorTargetId', targetIds),
    reader.byValues('sessions', 'trafficMirrorFilterId', filterIds),
    reader.byValues('sessions', 'networkInterfaceId', networkInterfaceIds),
  ]);
  return known(drafts, 'sessions');
}

/** Reads what else uses the source, target or filter of these sessions, and their targets. */
async function readRelated(reader: Reader, sessions: readonly TrafficMirrorSessionRecord[]): Promise<void> {
  const targetIds = valuesOf(sessions, 'trafficMirrorTargetId');
  await Promise.all([
    reader.byIds('targets', targetIds),
    reader.byValues('sessions', 'networkInterfaceId', valuesOf(sessions, 'networkInterfaceId')),
    reader.byValues('sessions', 'trafficMirrorTargetId', targetIds),
    reader.byValues('sessions', 'trafficMirrorFilterId', valuesOf(sessions, 'trafficMirrorFilterId')),
  ]);
}

type Used = 'networkInterfaceId' | 'trafficMirrorTargetId' | 'trafficMirrorFilterId';

const valuesOf = (sessions: readonly TrafficMirrorSessionRecord[], property: Used): string[] =>
  sessions.flatMap((session) => session[property] ?? []);
