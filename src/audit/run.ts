/** One run of the process: its name, which each of its lines has, and how its lines are made. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { AuditEvent, End } from './line.ts';

/** What `opened` says about the process. */
export interface Started {
  readonly version: string;
  readonly commit: string;
  /** SHA-256 of its settings, in hex. */
  readonly settings: string;
}

export interface Run {
  /** The name of the chain: a random one for each run. */
  readonly chain: string;
  /** The name of the host. */
  readonly replica: string;
  readonly started: Started;
}

/** What a run has written when it goes on in another file. */
export interface Written {
  readonly end: End;
  /** The intents that have no outcome yet. */
  readonly running: readonly object[];
}

/** A line without the fields that every line has. */
export type Entry = { readonly event: AuditEvent } & Readonly<Record<string, unknown>>;

export const createRun = (started: Started): Run => ({ chain: randomUUID(), replica: hostname(), started });

/** The text of a line, without its line feed. @param start what it begins with. */
export const toText = ({ chain, replica }: Run, { seq, hash }: End, entry: object, start = {}): string =>
  JSON.stringify({ ...start, v: 2, ts: new Date(), chain, replica, seq: seq + 1, prev: hash, ...entry });

/** The first line of a run, and of each further file of it. @param running only of a further file. */
export function toOpened({ started }: Run, { seq, hash }: End, running?: Written['running']): Entry {
  return { event: 'opened', ...started, ...(seq > 0 && { continues: { seq, hash } }), running };
}
