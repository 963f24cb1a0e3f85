/** Gives the lines their colours and arrows, and emphasises what is chosen or on the path of a packet. */
import { MarkerType } from '@xyflow/react';
import { useMemo } from 'react';
import type { PictureEdge } from './boxes.ts';
import { useScene } from './scene.ts';

export function useLines(edges: readonly PictureEdge[]): PictureEdge[] {
  const { chosen, path } = useScene();
  return useMemo(
    () =>
      edges.map((edge): PictureEdge => {
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
      }),
    [edges, chosen, path],
  );
}
