/** The boxes and lines of the picture. The modules that lay them out and those that draw them share these types. */
import type { Edge, Node } from '@xyflow/react';
import type { Source } from './criteria.ts';
import type { Session, Target } from './lists.ts';

export type TitleData = { readonly title: string; readonly detail: string };

/** What the user has opened: how many of what is inside a box have boxes of their own, by the key of the box. */
export type Expanded = ReadonlyMap<string, number>;

/** A frame around boxes. */
export type FrameData = TitleData & {
  /** What is written before the title. */
  readonly noun: string;
  /** Of the box that the user opened. Undefined if it was opened because there is room. */
  readonly key: string | undefined;
};

/** An account and Region, a VPC or a subnet. It stands for those of its interfaces that have no box of their own. */
export type GroupData = TitleData & {
  readonly key: string;
  readonly kind: 'scope' | 'VPC' | 'subnet';
  /** What is written before the title. */
  readonly noun: string;
  /** How many interfaces it stands for. */
  readonly interfaces: number;
  /** How many of these are not mirrored, as far as is known. */
  readonly unmirrored: number;
  /** How many of these have no sessions that are known, but may have others. */
  readonly uncertain: number;
  /** The sessions of these interfaces that are shown. */
  readonly sessions: readonly Session[];
  /** How many sessions these interfaces have, shown or hidden. */
  readonly total: number;
  /** How many other interfaces of it have a box of their own. */
  readonly shown: number;
};

export type TargetData = {
  /** Undefined if a session refers to a target that was not read. */
  readonly target: Target | undefined;
  readonly id: string;
  /** Whether everything that concerns it has been read, so that what is not known does not exist. */
  readonly isCertain: boolean;
  readonly uses: Uses;
};

/** Targets of an account and Region, of one type or of all. It stands for those that have no box of their own. */
export type TargetGroupData = {
  readonly key: string;
  /** The account and Region. Empty if there is only one. */
  readonly place: string;
  /** How many there are of each type. `MISSING` where a session refers to a target that was not read. */
  readonly types: ReadonlyMap<string, number>;
  readonly ids: readonly string[];
  /** How many other targets of it have a box of their own. */
  readonly shown: number;
  readonly uses: Uses;
};

/** How many sessions send to a target: those that are shown, and all. */
export interface Uses {
  readonly shown: number;
  readonly total: number;
}

export type PictureNode =
  | Node<TitleData, 'heading'>
  | Node<FrameData, 'frame'>
  | Node<Source & Record<string, unknown>, 'source'>
  | Node<GroupData, 'bundle'>
  | Node<TargetData, 'target'>
  | Node<TargetGroupData, 'targetGroup'>;

/** With the AWS IDs of the sessions. */
type EdgeData = { readonly colour: number; readonly sessionIds: readonly string[] };

export type PictureEdge = Edge<EdgeData> & { readonly data: EdgeData };

/** Sessions that leave from the same place for the same target. */
export interface Route {
  /** The id of the node. */
  readonly from: string;
  /** The handle on that node, if the node has more than one. */
  readonly handle: string | undefined;
  /** The height at which the line leaves. */
  readonly y: number;
  /** At least one. */
  readonly sessions: readonly Session[];
}
