/** Converts between a session, the text fields of its form, and the input of the mutation. Pure. */
import type {
  ModifyTrafficMirrorSessionInput,
  TrafficMirrorSessionField,
} from '../../generated/web/graphql.ts';
import type { Session } from './lists.ts';

/** The text fields, named as in `ModifyTrafficMirrorSessionInput`. */
export interface Form {
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly sessionNumber: string;
  readonly packetLength: string;
  readonly virtualNetworkId: string;
  readonly description: string;
}

export type FieldName = keyof Form;

export const fieldLabels: Readonly<Record<FieldName, string>> = {
  trafficMirrorTargetId: 'Target',
  trafficMirrorFilterId: 'Filter',
  sessionNumber: 'Session number',
  packetLength: 'Packet length',
  virtualNetworkId: 'VNI',
  description: 'Description',
};

/** The text fields of any form. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>;

/** Error messages by field. Those about the form as a whole are under the empty name. */
export type ErrorsOf<Name extends string> = Readonly<Partial<Record<Name | '', readonly string[]>>>;
export type FormErrors = ErrorsOf<FieldName>;

/** The fields that may be empty, which resets them. */
const resettable: Readonly<Partial<Record<FieldName, TrafficMirrorSessionField>>> = {
  packetLength: 'PACKET_LENGTH',
  virtualNetworkId: 'VIRTUAL_NETWORK_ID',
  description: 'DESCRIPTION',
};

/** The fields with whole numbers. */
export const numbers: ReadonlySet<FieldName> = new Set(['sessionNumber', 'packetLength', 'virtualNetworkId']);

export const toForm = (session: Session): Form => ({
  trafficMirrorTargetId: session.trafficMirrorTargetId ?? '',
  trafficMirrorFilterId: session.trafficMirrorFilterId ?? '',
  sessionNumber: String(session.sessionNumber ?? ''),
  packetLength: String(session.packetLength ?? ''),
  virtualNetworkId: String(session.virtualNetworkId ?? ''),
  description: session.description ?? '',
});

/** A form that is being filled in, and the session it started from. */
export interface Draft {
  readonly base: Session;
  readonly form: Form;
}

export const toDraft = (base: Session): Draft => ({ base, form: toForm(base) });

/** The fields whose values differ, apart from white space around them. */
export const differences = <Name extends string>(left: Fields<Name>, right: Fields<Name>) =>
  (Object.keys(left) as Name[]).filter((name) => left[name].trim() !== right[name].trim());

export const editedFields = ({ base, form }: Draft) => differences(form, toForm(base));

/** Carries the fields in which `edited` differs from `from` over to `to`. */
export const carryOver = <Name extends string>(
  edited: Fields<Name>,
  from: Fields<Name>,
  to: Fields<Name>,
): Fields<Name> => ({
  ...to,
  ...Object.fromEntries(differences(edited, from).map((name) => [name, edited[name]])),
});

/**
 * Takes only the fields that were edited. The version makes the gateway refuse the change if somebody else has changed the
 * session since, so that their change is not undone unnoticed.
 *
 * @returns the input, or the errors if a field is invalid or nothing was edited.
 */
export function toInput(draft: Draft): ModifyTrafficMirrorSessionInput | FormErrors {
  const { base, form } = draft;
  const changed = editedFields(draft);
  const errors = changed.flatMap((name): [FieldName, string[]][] => {
    const error = errorIn(name, form[name].trim());
    return error === undefined ? [] : [[name, [error]]];
  });
  if (errors.length > 0) return Object.fromEntries(errors);
  if (changed.length === 0) return { '': ['There is no change to preview.'] };
  const set = changed
    .filter((name) => form[name].trim() !== '')
    .map((name) => [name, numbers.has(name) ? Number(form[name]) : form[name].trim()]);
  const removeFields = changed.filter((name) => form[name].trim() === '').map((name) => resettable[name]);
  return {
    // Not the global ID, which would be unreadable in the gateway's messages.
    trafficMirrorSessionId: base.trafficMirrorSessionId,
    scope: base.scope,
    ifVersion: base.version,
    ...Object.fromEntries(set),
    ...(removeFields.length > 0 ? { removeFields } : {}),
  };
}

/** What is wrong with the text of a field. */
export function errorIn(name: FieldName, text: string): string | undefined {
  if (text === '') return resettable[name] === undefined ? 'Must not be empty.' : undefined;
  // A number of more than 32 bits is not a valid GraphQL Int: the whole request would fail, without naming the field.
  if (numbers.has(name) && !/^\d{1,9}$/.test(text))
    return 'Must be a whole number of up to 9 digits, without separators.';
  return undefined;
}

export const isInput = (
  result: ModifyTrafficMirrorSessionInput | FormErrors,
): result is ModifyTrafficMirrorSessionInput => 'trafficMirrorSessionId' in result;
