/** The bars of docs/performance.svg: requests per second of each server, workload by workload. */

export interface Bars {
  readonly title: string;
  /** Undefined where a server was not measured. */
  readonly values: readonly (readonly [name: string, perSecond: number | undefined])[];
}

const [width, left, right] = [720, 120, 70];
const [titleHeight, barHeight, gap] = [30, 18, 14];
const margin = 16;
// The ground is part of the picture: the page may be light where the system is dark.
const style = `text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 }
rect { fill: #8c959f } .ours { fill: #1a7f37 } .ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } rect { fill: #6e7681 } .ours { fill: #3fb950 } .ground { fill: #0d1117 }
}`;

/** Each workload has a scale of its own. The first value is the gateway's. @param format makes the text of a value. */
export function toSvg(all: readonly Bars[], format: (value: number) => string): string {
  const parts: string[] = [];
  let y = 0;
  for (const { title, values } of all) {
    const measured = values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const most = Math.max(...measured.map(([, value]) => value));
    y += titleHeight;
    parts.push(`<text class="title" x="0" y="${y - 10}">${toText(title)}</text>`);
    for (const [index, [name, value]] of measured.entries()) {
      const length = Math.max(1, Math.round(((width - left - right) * value) / most));
      const middle = y + barHeight / 2 + 4;
      parts.push(
        `<text x="${left - 8}" y="${middle}" text-anchor="end">${toText(name)}</text>`,
        `<rect${index === 0 ? ' class="ours"' : ''} x="${left}" y="${y + 2}" width="${length}" height="${barHeight - 4}" rx="2"/>`,
        `<text x="${left + length + 6}" y="${middle}">${toText(format(value))}</text>`,
      );
      y += barHeight;
    }
    y += gap;
  }
  const [fullWidth, fullHeight] = [width + 2 * margin, y + 2 * margin];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}" role="img">
<title>Requests per second of the gateway, Apollo Server, Yoga and Mercurius</title>
<style>${style}</style>
<rect class="ground" width="${fullWidth}" height="${fullHeight}" rx="6"/>
<g transform="translate(${margin} ${margin})">
${parts.join('\n')}
</g>
</svg>
`;
}

const toText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
