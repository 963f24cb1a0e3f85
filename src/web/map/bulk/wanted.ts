/** The form for many sessions, and the change that it describes. What is left empty stays as it is. Pure. */
import type { ModifyTrafficMirrorSessionInput } from '../../../generated/web/graphql.ts';
import { errorIn, type FormErrors } from '../change.ts';

export interface Wanted {
  /** Empty: it stays as it is. So does the filter. */
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly length: '' | 'whole' | 'bytes';
  /** Of each packet, for `bytes`. */
  readonly bytes: string;
}

export const nothingWanted: Wanted = {
  trafficMirrorTargetId: '',
  trafficMirrorFilterId: '',
  length: '',
  bytes: '',
};

export const isAnythingWanted = (wanted: Wanted) => Object.values(wanted).some((text) => text.trim() !== '');

/** What changes in each session. */
export type Change = Pick<
  ModifyTrafficMirrorSessionInput,
  'trafficMirrorTargetId' | 'trafficMirrorFilterId' | 'packetLength' | 'removeFields'
>;

/** @returns the change, or what is wrong with the form. */
export function toChange(wanted: Wanted): { change: Change } | { errors: FormErrors } {
  const { trafficMirrorTargetId, trafficMirrorFilterId, length } = wanted;
  const bytes = wanted.bytes.trim();
  const wrong =
    length === 'bytes' ? (bytes === '' ? 'Must not be empty.' : errorIn('packetLength', bytes)) : undefined;
  if (wrong !== undefined) return { errors: { packetLength: [wrong] } };
  const change: Change = {
    ...(trafficMirrorTargetId !== '' && { trafficMirrorTargetId }),
    ...(trafficMirrorFilterId !== '' && { trafficMirrorFilterId }),
    ...(length === 'bytes' && { packetLength: Number(bytes) }),
    ...(length === 'whole' && { removeFields: ['PACKET_LENGTH'] }),
  };
  if (Object.keys(change).length === 0) return { errors: { '': ['There is no change to preview.'] } };
  return { change };
}
