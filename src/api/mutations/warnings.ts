/** The warnings of payloads and plans, shown as text and with codes. */
import type { TrafficMirrorWarning, TrafficMirrorWarningCode } from '../../generated/types.ts';

/** Something that was accepted but is worth knowing. */
export interface Warning {
  readonly code: TrafficMirrorWarningCode;
  /** A whole sentence. */
  readonly message: string;
  /** The path of the field that it is about, relative to the input. Absent: it is about no single field. */
  readonly field?: readonly PropertyKey[];
}

export interface Told {
  readonly warnings: string[];
  readonly warningDetails: TrafficMirrorWarning[];
}

/** Shows warnings in both ways. @param path the path of the input in the request. */
export const tell = (path: readonly PropertyKey[], warnings: readonly Warning[]): Told => ({
  warnings: warnings.map(({ message }) => message),
  warningDetails: warnings.map(({ code, message, field }) => ({
    code,
    message,
    field: field && [...path, ...field].map(String),
  })),
});
