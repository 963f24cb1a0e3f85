/** The form of a session as texts, and the change that it stands for. */
import type {
  ModifyTrafficMirrorSessionInput,
  TrafficMirrorSessionField,
} from '../../generated/web/graphql.ts';
import type { Session } from './estate.ts';
import { groupBy } from './groupBy.ts';

/** The fields of the form by their names in `ModifyTrafficMirrorSessionInput`. */
export interface Form {
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly sessionNumber: string;
  readonly packetLength: string;
  readonly virtualNetworkId: string;
  readonly description: string;
}

export type FieldName = keyof Form;

/** What the form says of its fields, and of the whole under the empty name. */
export type Complaints = Readonly<Partial<Record<FieldName | '', readonly string[]>>>;

/** Fields that may be left empty, which resets them. */
const resets: Readonly<Partial<Record<FieldName, TrafficMirrorSessionField>>> = {
  packetLength: 'PACKET_LENGTH',
  virtualNetworkId: 'VIRTUAL_NETWORK_ID',
  description: 'DESCRIPTION',
};

const numbers: ReadonlySet<FieldName> = new Set(['sessionNumber', 'packetLength', 'virtualNetworkId']);

export const toForm = (session: Session): Form => ({
  trafficMirrorTargetId: session.trafficMirrorTargetId ?? '',
  trafficMirrorFilterId: session.trafficMirrorFilterId ?? '',
  sessionNumber: String(session.sessionNumber ?? ''),
  packetLength: String(session.packetLength ?? ''),
  virtualNetworkId: String(session.virtualNetworkId ?? ''),
  description: session.description ?? '',
});

/** Only what differs from the session is sent, with the version it had, so that nobody else's change is undone. */
export function toInput(session: Session, form: Form): ModifyTrafficMirrorSessionInput | Complaints {
  const before = toForm(session);
  const changed = (Object.keys(form) as FieldName[]).filter(
    (name) => form[name].trim() !== before[name].trim(),
  );
  const complaints = changed.flatMap((name): [FieldName, string[]][] => {
    const complaint = complaintOf(name, form[name].trim());
    return complaint === undefined ? [] : [[name, [complaint]]];
  });
  if (complaints.length > 0) return Object.fromEntries(complaints);
  if (changed.length === 0) return { '': ['Nothing is changed yet.'] };
  const set = changed
    .filter((name) => form[name].trim() !== '')
    .map((name) => [name, numbers.has(name) ? Number(form[name]) : form[name].trim()]);
  const removeFields = changed.filter((name) => form[name].trim() === '').map((name) => resets[name]);
  return {
    trafficMirrorSessionId: session.id,
    ifVersion: session.version,
    ...Object.fromEntries(set),
    ...(removeFields.length > 0 ? { removeFields } : {}),
  };
}

function complaintOf(name: FieldName, text: string): string | undefined {
  if (text === '') return resets[name] === undefined ? 'Must not be empty.' : undefined;
  // Beyond 32 bits GraphQL refuses the whole request instead of the field.
  if (numbers.has(name) && !/^\d{1,9}$/.test(text)) return 'Must be a whole number, without separators.';
  return undefined;
}

export const isInput = (
  result: ModifyTrafficMirrorSessionInput | Complaints,
): result is ModifyTrafficMirrorSessionInput => 'trafficMirrorSessionId' in result;

/** Sorts the gateway's refusals by the field that they are about. */
export function toComplaints(
  userErrors: readonly { readonly field: readonly string[] | null; readonly message: string }[],
  form: Form,
): Complaints {
  const byField = groupBy(userErrors, ({ field }) =>
    field?.[1] !== undefined && field[1] in form ? field[1] : '',
  );
  return Object.fromEntries(
    [...byField].map(([name, errors]) => [name, errors.map(({ message }) => message)]),
  );
}
