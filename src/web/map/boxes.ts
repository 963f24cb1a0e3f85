/** The boxes and lines of the picture. The modules that lay them out and those that draw them share these types. */
import type { Edge, Node } from '@xyflow/react';
import type { Source } from './criteria.ts';
import type { Session, Target } from './lists.ts';

export type TitleData = { readonly title: string; readonly detail: string };

/** A subnet. It stands for those of its interfaces that have no box of their own. */
export type SubnetData = {
  readonly key: string;
  readonly title: string;
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
  /** How many interfaces of the subnet have a box of their own. */
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

/** All targets of one type. */
export type TargetGroupData = { readonly type: string; readonly ids: readonly string[]; readonly uses: Uses };

/** How many sessions send to a target: those that are shown, and all. */
export interface Uses {
  readonly shown: number;
  readonly total: number;
}

export type PictureNode =
  | Node<TitleData, 'vpc' | 'heading'>
  | Node<Source & Record<string, unknown>, 'source'>
  | Node<SubnetData, 'subnet'>
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
