/** The boxes and lines of the picture. The modules that lay them out and those that draw them share these types. */
import type { Edge, Node } from '@xyflow/react';
import type { Interface, Session, Target } from './estate.ts';

export type TitleData = { readonly title: string; readonly detail: string };

export type SourceData = { readonly source: Interface; readonly sessions: readonly Session[] };

/** A subnet. It stands for those of its interfaces that have no box of their own. */
export type SubnetData = {
  readonly key: string;
  readonly title: string;
  /** How many interfaces it stands for. */
  readonly interfaces: number;
  /** How many of these are not mirrored. */
  readonly unmirrored: number;
  /** The sessions of these interfaces. */
  readonly sessions: readonly Session[];
  /** How many interfaces of the subnet have a box of their own. */
  readonly shown: number;
};

export type TargetData = {
  /** Undefined if a session refers to a target that could not be read. */
  readonly target: Target | undefined;
  readonly id: string;
  /** How many sessions send to it. */
  readonly uses: number;
};

/** All targets of one type. */
export type TargetGroupData = { readonly type: string; readonly targets: number; readonly uses: number };

export type PictureNode =
  | Node<TitleData, 'vpc' | 'heading'>
  | Node<SourceData, 'source'>
  | Node<SubnetData, 'subnet'>
  | Node<TargetData, 'target'>
  | Node<TargetGroupData, 'targetGroup'>;

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
