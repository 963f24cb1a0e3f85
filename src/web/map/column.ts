/** A column of the picture that is filled from the top, with frames around some of its boxes. */
import type { FrameData, PictureNode } from './boxes.ts';

const frame = { header: 42, padding: 14, gap: 26 };

/** @returns how wide a column is whose boxes lie in so many frames. */
export const widthInFrames = (width: number, frames: number) => width + 2 * frames * frame.padding;

export class Column {
  readonly nodes: PictureNode[] = [];
  readonly width: number;
  /** Where the next box goes. */
  y: number;
  #depth = 0;
  /** Below the last box. */
  #gap = 0;

  constructor(top: number, width: number) {
    this.y = top;
    this.width = width;
  }

  /** Adds a box, as wide as the innermost frame has room for unless `place` says otherwise. It takes no height: see `advance`. */
  put(
    node: Pick<PictureNode, 'id' | 'type' | 'data'>,
    height: number,
    place: { readonly x?: number; readonly width?: number } = {},
  ): void {
    const { x = 0, width = this.width - 2 * this.#inset } = place;
    const position = { x: this.#inset + x, y: this.y };
    this.nodes.push({ ...node, position, width, height } as PictureNode);
  }

  advance(height: number, gap: number): void {
    this.y += height + gap;
    this.#gap = gap;
  }

  /** Puts a frame around what `fill` adds. */
  frame(id: string, data: FrameData, fill: () => void): void {
    const top = this.y;
    const index = this.nodes.length;
    const [x, width] = [this.#inset, this.width - 2 * this.#inset];
    this.y += frame.header;
    this.#depth += 1;
    fill();
    this.#depth -= 1;
    const height = this.y - top - this.#gap + frame.padding;
    // Before the boxes inside it, which are drawn over it.
    this.nodes.splice(index, 0, { id, type: 'frame', position: { x, y: top }, width, height, data });
    this.y = top;
    this.advance(height, frame.gap);
  }

  get #inset(): number {
    return this.#depth * frame.padding;
  }
}
