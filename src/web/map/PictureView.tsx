/** Draws the picture on a canvas to pan and zoom, with the line of the chosen session emphasised. */
import './picture.css';
import { Background, Panel, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { type FocusEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { PictureEdge, PictureNode } from './boxes.ts';
import { drawnEdges } from './edges.ts';
import { Legend } from './Legend.tsx';
import { nodeTypes } from './nodes.tsx';
import type { Picture } from './picture.ts';
import { useScene } from './scene.ts';
import { type Camera, zooms } from './view.ts';

type Flow = ReactFlowInstance<PictureNode, PictureEdge>;

const margin = 24;
const panelWidth = 400;
/** What can be clicked in the picture is then at least 24 pixels high. */
const minStartZoom = 0.8;
/** Of more boxes, those outside the window are not drawn. */
const maxDrawn = 150;
/** Where not all boxes are drawn, so much is kept in sight around what has the focus, so that the next box is there to go to. */
const ahead = 160;

/**
 * @param subject identifies what the picture shows. When it changes, the view goes back to the start, unless there is a camera.
 * @param camera where the user has moved the picture.
 */
export const PictureView = memo(function PictureView({
  picture,
  subject,
  camera,
  onMove,
}: {
  picture: Picture;
  subject: string;
  camera: Camera | undefined;
  onMove: (camera: Camera) => void;
}) {
  const { chosen, choose, path } = useScene();
  const [flow, setFlow] = useState<Flow>();
  const canvas = useRef<HTMLElement>(null);
  const afterPicture = useRef<HTMLButtonElement>(null);
  const { width, height } = picture;
  const hidesOthers = picture.nodes.length > maxDrawn;
  /** Where the picture was when it last stood still. */
  const settled = useRef<Camera>({ x: 0, y: 0, zoom: 1 });
  const size = useRef({ width, height });
  size.current = { width, height };

  useEffect(() => {
    if (subject === '' || flow === undefined || canvas.current === null) return;
    const show = (next: Camera) => {
      settled.current = next;
      void flow.setViewport(next);
    };
    if (camera !== undefined) return show(camera);
    // Leaves room for the panel on the right.
    const fitsWidth = (window.innerWidth - panelWidth - 2 * margin) / size.current.width;
    const fitsHeight = (canvas.current.clientHeight - 2 * margin) / size.current.height;
    const zoom = Math.max(minStartZoom, Math.min(1, fitsWidth, fitsHeight));
    show({ x: margin, y: margin, zoom });
  }, [flow, subject, camera]);

  const edges = useMemo(() => drawnEdges(picture.edges, chosen, path), [picture.edges, chosen, path]);

  /** Moves the view by a button. */
  async function move(how: (flow: Flow) => Promise<boolean>) {
    if (flow === undefined) return;
    await how(flow);
    onMove(flow.getViewport());
  }

  /** Moves the view to an element outside it that gets the focus from the keyboard. Under a mouse it must stay, or the click would miss. */
  const followFocus = (event: FocusEvent) => {
    if (!event.target.matches(':focus-visible')) return;
    const id = event.target.closest<HTMLElement>('.react-flow__node')?.dataset.id;
    const node = picture.nodes.find((one) => one.id === id);
    const box = event.target.getBoundingClientRect();
    const room = canvas.current?.getBoundingClientRect();
    if (!flow || !node || !room) return;
    const edge = hidesOthers ? ahead : 0;
    const isInSight =
      box.top >= room.top + edge &&
      box.bottom <= room.bottom - edge &&
      box.left >= room.left &&
      box.right <= room.right;
    if (isInSight) return;
    const zoom = flow.getZoom();
    void flow.setCenter(
      node.position.x + room.width / 2 / zoom - margin,
      node.position.y + (node.height ?? 0) / 2,
      {
        zoom,
      },
    );
  };

  return (
    <section ref={canvas} className="canvas" aria-label="Map" onFocus={followFocus}>
      <button type="button" className="skip" onClick={() => afterPicture.current?.focus()}>
        Skip the picture
      </button>
      <ReactFlow<PictureNode, PictureEdge>
        nodes={picture.nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onlyRenderVisibleElements={hidesOthers}
        onInit={setFlow}
        onMoveEnd={(event, viewport) => {
          const { x, y, zoom } = settled.current;
          settled.current = viewport;
          // The picture is also moved by the page itself, which is no wish of the user's, and a click moves nothing.
          if (event !== null && (x !== viewport.x || y !== viewport.y || zoom !== viewport.zoom))
            onMove(viewport);
        }}
        onEdgeClick={(_, { data }) => {
          const [id, ...others] = data.sessionIds;
          if (id !== undefined && others.length === 0) choose({ kind: 'session', id });
        }}
        minZoom={zooms.least}
        maxZoom={zooms.most}
        panOnScroll
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
      >
        <Background />
        <Panel position="bottom-right">
          <Legend />
        </Panel>
      </ReactFlow>
      <div className="zoom">
        <button type="button" ref={afterPicture} aria-label="Zoom in" onClick={() => flow?.zoomIn()}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => move((one) => one.zoomOut())}>
          −
        </button>
        <button type="button" aria-label="Fit to window" onClick={() => move((one) => one.fitView())}>
          Fit
        </button>
      </div>
    </section>
  );
});
