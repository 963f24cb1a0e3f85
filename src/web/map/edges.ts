/** The lines of the picture as they are drawn: in the colour of their filter, and emphasised where they show what is chosen. */
import { MarkerType } from '@xyflow/react';
import type { PictureEdge } from './boxes.ts';
import type { Chosen } from './chosen.ts';
import type { Path } from './packet.ts';

/** @param path the sessions that a packet passes, which matter more than what is chosen. */
export const drawnEdges = (
  edges: readonly PictureEdge[],
  chosen: Chosen | undefined,
  path: Path | undefined,
): PictureEdge[] =>
  edges.map((edge) => {
    const { colour, sessionIds } = edge.data;
    const isChosen = path
      ? sessionIds.some((id) => path.get(id) === 'takes')
      : chosen?.kind === 'session' && sessionIds.includes(chosen.id);
    return {
      ...edge,
      className: `filter-${colour} ${isChosen ? 'chosen' : ''}`,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        color: `var(--filter-${colour})`,
        markerUnits: 'userSpaceOnUse',
        width: 26,
        height: 26,
      },
      zIndex: isChosen ? 1 : 0,
    };
  });
