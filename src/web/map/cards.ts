/** Lays out boxes of network interfaces: those with sessions one below the other, then the others side by side. Pure. */
import type { Route } from './boxes.ts';
import type { Column } from './column.ts';
import type { Source } from './criteria.ts';

/** The box of an interface with sessions. */
export const card = { width: 580, header: 38, row: 30, gap: 10, foot: 6 };
const unmirroredCard = { width: 186, height: 50, perRow: 3, gap: 11 };

/** @returns the routes that leave the boxes. */
export function placeCards(column: Column, all: readonly Source[]): Route[] {
  const routes: Route[] = [];
  for (const one of all.filter(({ sessions }) => sessions.length > 0)) {
    const { source, sessions } = one;
    const id = source.networkInterfaceId;
    for (const [index, session] of sessions.entries()) {
      const y = column.y + card.header + (index + 0.5) * card.row;
      routes.push({ from: id, handle: session.id, y, sessions: [session] });
    }
    const height = card.header + sessions.length * card.row + card.foot;
    column.put({ id, type: 'source', data: { ...one } }, height);
    column.advance(height, card.gap);
  }
  const { width, height, perRow, gap } = unmirroredCard;
  const unmirrored = all.filter(({ sessions }) => sessions.length === 0);
  for (const [index, data] of unmirrored.entries()) {
    const place = index % perRow;
    const id = data.source.networkInterfaceId;
    column.put({ id, type: 'source', data: { ...data } }, height, { x: place * (width + gap), width });
    if (place === perRow - 1 || index === unmirrored.length - 1) column.advance(height, card.gap);
  }
  return routes;
}
