/** Saves the picture as a file, or prints it. */
import { Menu } from '../Menu.tsx';
import { maxColours } from './colours.ts';
import type { Estate } from './estate.ts';
import type { Picture } from './picture.ts';
import { saveFile } from './saveFile.ts';
import { type Palette, toSvg } from './svg.ts';

/** Browsers draw no larger images, and fail without saying so. */
const maxPixels = 8_000;

export function ExportMenu({ picture, estate }: { picture: Picture; estate: Estate }) {
  const svg = () => toSvg(picture, estate, currentPalette());
  return (
    <Menu name="Export">
      <button type="button" onClick={() => saveFile('traffic-mirror.svg', 'image/svg+xml', svg())}>
        SVG
      </button>
      <button type="button" onClick={() => void savePng(svg(), picture)}>
        PNG
      </button>
      <button type="button" onClick={() => window.print()}>
        Print
      </button>
    </Menu>
  );
}

/** What the style sheet's variables stand for, light or dark. */
function currentPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('span'));
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const [ink = '', faint = '', paper = '', card = '', line = ''] = [
    'ink',
    'faint',
    'paper',
    'card',
    'line',
  ].map(colour);
  const filters = Array.from({ length: maxColours + 1 }, (_, index) => colour(`filter-${index}`));
  probe.remove();
  return { ink, faint, paper, card, line, filters };
}

async function savePng(svg: string, { width, height }: Picture): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, maxPixels / Math.max(width, height));
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.ceil(image.naturalWidth * scale),
    height: Math.ceil(image.naturalHeight * scale),
  });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && saveFile('traffic-mirror.png', 'image/png', blob));
}
