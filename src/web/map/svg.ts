/** Draws the picture as an SVG, to be saved. Pure. The page itself is drawn by React, with buttons and more detail. */
import type { PictureEdge, PictureNode } from './boxes.ts';
import { card } from './cards.ts';
import type { Source } from './criteria.ts';
import type { Estate } from './estate.ts';
import type { Picture } from './picture.ts';
import {
  count,
  kindOfTarget,
  lengthOf,
  nameOfInterface,
  nameOfSession,
  nameOfTarget,
  shownOf,
  valueText,
} from './words.ts';

/** The colours that the page has now, light or dark. */
export interface Palette {
  readonly ink: string;
  readonly faint: string;
  readonly paper: string;
  readonly card: string;
  readonly line: string;
  /** By the number of a filter's colour. */
  readonly filters: readonly string[];
}

const margin = 24;
/** About how wide a letter is, as a share of its size. */
const letter = 0.56;

export function toSvg({ nodes, edges, width, height }: Picture, estate: Estate, palette: Palette): string {
  const [full, tall] = [width + 2 * margin, height + 2 * margin];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const boxes = nodes.map((node) => boxOf(node, estate, palette)).join('');
  const lines = edges.map((edge) => lineOf(edge, byId, palette)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${full}" height="${tall}" viewBox="${-margin} ${-margin} ${full} ${tall}" font-family="system-ui, sans-serif"><title>Traffic Mirror map</title><rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="${palette.paper}"/>${boxes}${lines}</svg>`;
}

function boxOf(node: PictureNode, estate: Estate, palette: Palette): string {
  const { x, y } = node.position;
  const { width = 0, height = 0 } = node;
  const put = textsAt(x + 12, y, width - 24, palette);
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${palette.card}" stroke="${palette.line}"/>`;
  switch (node.type) {
    case 'heading':
      return (
        put(20, node.data.title, 18, true) +
        textsAt(x + 110, y, width - 110, palette)(20, node.data.detail, 13)
      );
    case 'frame': {
      const { noun, title, detail } = node.data;
      return rect.replace(palette.card, 'none') + put(24, `${noun} ${title} ${detail}`, 13);
    }
    case 'source':
      return rect + sourceTexts(node.data, estate, put, width);
    case 'bundle':
      return (
        rect +
        put(24, `${node.data.noun} ${node.data.title} ${node.data.detail}`.trim(), 14, true) +
        put(
          46,
          `${count(node.data.interfaces, 'interface')}, ${shownOf(node.data.sessions.length, node.data.total, 'session')}`,
          13,
        )
      );
    case 'target': {
      const { target, id, uses } = node.data;
      return (
        rect +
        put(24, target ? nameOfTarget(target) : id, 14, true) +
        put(44, kindOfTarget[target?.type ?? ''] ?? 'Target', 13) +
        put(64, uses.total > 0 ? shownOf(uses.shown, uses.total, 'session') : 'not used', 13)
      );
    }
    case 'targetGroup':
      return (
        rect + put(24, `${count(node.data.ids.length, 'target')}`, 14, true) + put(44, node.data.place, 13)
      );
    default:
      return rect;
  }
}

type Put = ReturnType<typeof textsAt>;

function sourceTexts({ source, sessions }: Source, estate: Estate, put: Put, width: number): string {
  const title = `${nameOfInterface(source)}  ${source.privateIpAddress ?? ''}`;
  if (sessions.length === 0) return put(20, title, 13, true) + put(38, 'without sessions', 12);
  const rows = sessions.map((session, index) => {
    const filter = valueText(estate, session.trafficMirrorFilterId ?? '');
    const text = `${session.sessionNumber}  ${nameOfSession(session)} · ${filter} · ${lengthOf(session)} · VNI ${session.virtualNetworkId}`;
    return put(card.header + (index + 0.65) * card.row, text, 13, false, width - 24);
  });
  return put(24, title, 14, true) + rows.join('');
}

/** @returns writes a text at a height below `y`, cut off at the width. */
const textsAt =
  (x: number, y: number, width: number, { ink, faint }: Palette) =>
  (down: number, text: string, size: number, isBold = false, room = width) => {
    const most = Math.max(1, Math.floor(room / (size * letter)));
    const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text;
    return `<text x="${x}" y="${y + down}" font-size="${size}" fill="${isBold ? ink : faint}"${isBold ? ' font-weight="600"' : ''}>${escaped(shown)}</text>`;
  };

function lineOf(
  edge: PictureEdge,
  byId: ReadonlyMap<string, PictureNode>,
  { filters, line }: Palette,
): string {
  const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
  if (from === undefined || to === undefined) return '';
  const row =
    from.type === 'source' ? from.data.sessions.findIndex(({ id }) => id === edge.sourceHandle) : -1;
  const down = row < 0 ? (from.height ?? 0) / 2 : card.header + (row + 0.5) * card.row;
  const [x1, y1] = [from.position.x + (from.width ?? 0), from.position.y + down];
  const [x2, y2] = [to.position.x, to.position.y + (to.height ?? 0) / 2];
  const middle = (x1 + x2) / 2;
  const strokeWidth = Number(edge.style?.strokeWidth ?? 1.5);
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="${filters[edge.data.colour] ?? line}" stroke-width="${strokeWidth}"/>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Names are anybody's texts. Characters that XML does not allow are left out. */
const escaped = (text: string) =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (one) => escapes[one] ?? '');
