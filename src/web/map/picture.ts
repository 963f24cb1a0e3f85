/** Lays out the picture: sources by VPC on the left, targets on the right, and a line for each session. Pure. */
import type { PictureEdge, PictureNode, TitleData } from './boxes.ts';
import type { Source } from './criteria.ts';
import type { Estate } from './estate.ts';
import { groupBy } from './groupBy.ts';
import { placeSources, sourcesWidth } from './sources.ts';
import { placeTargets } from './targets.ts';

export interface Picture {
  readonly nodes: PictureNode[];
  readonly edges: PictureEdge[];
  readonly width: number;
  readonly height: number;
}

/** What the user has expanded. */
export interface Expanded {
  /** How many interfaces of each subnet have a box of their own. */
  readonly subnets: ReadonlyMap<string, number>;
  /** Whether each target has a box of its own. */
  readonly targets: boolean;
}

const columnGap = 280;
const headingHeight = 40;

export function drawPicture(
  estate: Estate,
  sources: readonly Source[],
  expanded: Expanded,
  showUnusedTargets: boolean,
): Picture {
  const byVpc = groupBy(estate.interfaces, ({ vpcId }) => vpcId ?? '');
  const totals = new Map([...byVpc].map(([vpcId, inVpc]) => [vpcId, inVpc.length]));
  const left = placeSources(sources, totals, expanded.subnets, headingHeight);
  const x = sourcesWidth + columnGap;
  const right = placeTargets(
    estate,
    left.routes,
    { x, y: headingHeight },
    { showEach: expanded.targets, showUnused: showUnusedTargets },
  );
  return {
    // In the order in which they are read aloud and reached by keyboard.
    nodes: [
      heading('sources', 0, sourcesWidth, {
        title: 'Sources',
        detail: 'network interfaces with their sessions in evaluation order',
      }),
      ...left.nodes,
      heading('targets', x, 300, { title: 'Targets', detail: 'receive the packets' }),
      ...right.nodes,
    ],
    edges: right.edges,
    width: right.right,
    height: Math.max(left.bottom, right.bottom),
  };
}

const heading = (id: string, x: number, width: number, data: TitleData): PictureNode => ({
  id,
  type: 'heading',
  position: { x, y: 0 },
  width,
  height: headingHeight,
  data,
});
