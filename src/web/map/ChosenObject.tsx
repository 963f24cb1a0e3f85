/** The panel of a target or filter, also while one of its rules is open, and of the form of a new one. */
import { useRef } from 'react';
import type { Chosen } from './chosen.ts';
import type { Subject } from './deletionPlan.ts';
import { nounOf } from './deletionPlan.ts';
import type { Estate } from './estate.ts';
import { FilterPanel } from './FilterPanel.tsx';
import { NewFilter } from './NewFilter.tsx';
import { NewTarget } from './NewTarget.tsx';
import { NotFound } from './NotFound.tsx';
import { ruleIn } from './rules.ts';
import { SafeDeletion } from './SafeDeletion.tsx';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';
import { TargetPanel } from './TargetPanel.tsx';
import { nameOfFilter, nameOfTarget } from './words.ts';

/** @param isLoaded whether everything has been read once, or could not be. */
export function ChosenObject({ chosen, isLoaded }: { chosen: Chosen; isLoaded: boolean }) {
  const { estate, findings, choose } = useScene();
  const { kind, id } = chosen;
  const close = () => choose(undefined);
  const present = subjectOf(estate, chosen);
  const subject = useLast(chosen, present);
  if (kind === 'new' && estate.parts.size > 0)
    return (
      <SidePanel
        key={id}
        title={id === 'filter' ? 'New filter' : 'New target'}
        isBroad={id === 'filter'}
        onClose={close}
      >
        {id === 'filter' ? <NewFilter /> : <NewTarget />}
      </SidePanel>
    );
  if (subject === undefined) return isLoaded && kind !== 'new' ? <NotFound chosen={chosen} /> : null;

  const { item } = subject;
  const name = subject.kind === 'targets' ? nameOfTarget(subject.item) : nameOfFilter(subject.item);
  const found = findings.get(
    'trafficMirrorTargetId' in item ? item.trafficMirrorTargetId : item.trafficMirrorFilterId,
  );
  return (
    <SidePanel key={item.id} title={name} isBroad={subject.kind === 'filters'} onClose={close}>
      {present === undefined ? (
        <p role="alert" className="mark">
          ⚠ The {nounOf(subject)} “{name}” was deleted after it was loaded.
        </p>
      ) : subject.kind === 'targets' ? (
        <TargetPanel target={subject.item} findings={found ?? []} />
      ) : (
        <FilterPanel filter={subject.item} findings={found ?? []} ruleId={kind === 'rule' ? id : undefined} />
      )}
      <SafeDeletion subject={subject} isGone={present === undefined} />
    </SidePanel>
  );
}

function subjectOf({ targets, filters }: Estate, { kind, id }: Chosen): Subject | undefined {
  const target = kind === 'target' ? targets.get(id) : undefined;
  if (target !== undefined) return { kind: 'targets', item: target };
  const filter =
    kind === 'filter'
      ? filters.get(id)
      : [...filters.values()].find((one) => Object.values(ruleIn(one, id)).some(Boolean));
  return filter && { kind: 'filters', item: filter };
}

/** What is gone is shown as long as its panel is open, with what came of its deletion. */
function useLast({ kind, id }: Chosen, present: Subject | undefined): Subject | undefined {
  const last = useRef<{ readonly about: string; readonly subject: Subject }>();
  const about = `${kind} ${id}`;
  if (present !== undefined) last.current = { about, subject: present };
  return last.current?.about === about ? last.current.subject : undefined;
}
