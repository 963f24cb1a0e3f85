/** Draws an account and Region, a VPC or a subnet as one box with counts, and the frame around what is inside once it is opened. */
import { Handle, Position } from '@xyflow/react';
import { useMemo } from 'react';
import type { FrameData, GroupData } from './boxes.ts';
import { useScene } from './scene.ts';
import { count, shownOf } from './words.ts';
import './groups.css';

/** How many more of what is inside one click shows. */
export const step = 40;

export function Frame({ data: { noun, title, detail, key } }: { data: FrameData }) {
  const { expand } = useScene();
  return (
    <section className="frame">
      <h3>
        <span>
          {noun} <span className="id">{title}</span> <span className="detail">{detail}</span>
        </span>
        {key !== undefined && (
          <button type="button" aria-label={`Close ${noun} ${title}`} onClick={() => expand(key, 0)}>
            Close
          </button>
        )}
      </h3>
    </section>
  );
}

export function Group({ data }: { data: GroupData }) {
  const { findings } = useScene();
  const { noun, title, detail, interfaces, unmirrored, uncertain, sessions, total, shown } = data;
  const wrong = useMemo(() => sessions.filter(({ id }) => findings.has(id)).length, [sessions, findings]);
  return (
    <article className="group">
      <div>
        <h3>{[[noun, title].filter(Boolean).join(' '), detail].filter(Boolean).join(' · ')}</h3>
        <p>
          {count(interfaces, shown > 0 ? 'more interface' : 'interface')},{' '}
          {shownOf(sessions.length, total, 'session')}
          {wrong > 0 && <span className="mark"> ({wrong.toLocaleString('en')} with findings)</span>}
          {unmirrored > 0 && `, ${unmirrored.toLocaleString('en')} not mirrored`}
          {uncertain > 0 && `, ${uncertain.toLocaleString('en')} unknown`}
        </p>
      </div>
      <GroupButtons data={data} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </article>
  );
}

function GroupButtons({ data }: { data: GroupData }) {
  const { expand } = useScene();
  const { key: box, kind, noun, title, interfaces, shown } = data;
  if (kind !== 'subnet')
    return (
      <button type="button" aria-label={`Open ${noun} ${title}`} onClick={() => expand(box, 1)}>
        Open
      </button>
    );
  return <StepButtons box={box} name={title} rest={interfaces} shown={shown} />;
}

/** Show some more of what a box stands for, or nothing of it. */
export function StepButtons({
  box,
  name,
  rest,
  shown,
}: {
  box: string;
  name: string;
  rest: number;
  shown: number;
}) {
  const { expand } = useScene();
  const more = `Show ${Math.min(step, rest)}${shown > 0 ? ' more' : ''}`;
  return (
    <>
      {rest > 0 && (
        <button type="button" aria-label={`${more} of ${name}`} onClick={() => expand(box, shown + step)}>
          {more}
        </button>
      )}
      {shown > 0 && (
        <button type="button" aria-label={`Hide those of ${name}`} onClick={() => expand(box, 0)}>
          Hide
        </button>
      )}
    </>
  );
}
