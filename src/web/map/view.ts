/** What the user looks at, and its form in the URL, so that a link shows somebody else the same. Pure. */

import type { Expanded } from './boxes.ts';
import { nonePicked, type Picked, toPicked, toText } from './bulk/picked.ts';
import { type Chosen, chosenKinds } from './chosen.ts';
import { type Criteria, noCriteria, shows } from './criteria.ts';
import { isTable } from './tables.ts';

/** The part of the picture that is on the screen. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** How far the picture can be made smaller and larger. */
export const zooms = { least: 0.1, most: 1.5 } as const;

export interface View {
  readonly criteria: Criteria;
  readonly chosen: Chosen | undefined;
  /** The sessions that are to be changed together. */
  readonly picked: Picked;
  readonly expanded: Expanded;
  /** Undefined until the user has moved the picture: it is then fitted to the window. */
  readonly camera: Camera | undefined;
}

export const startView: View = {
  criteria: noCriteria,
  chosen: undefined,
  picked: nonePicked,
  expanded: new Map(),
  camera: undefined,
};

/** The names of the criteria in the URL. */
const criteriaNames: Readonly<Record<keyof Criteria, string>> = {
  text: 'q',
  tag: 'tag',
  vpcId: 'vpc',
  targetId: 'target',
  vni: 'vni',
  show: 'show',
};

/** The names of what is chosen in the URL. `target` is the criterion. */
const chosenNames: Readonly<Partial<Record<Chosen['kind'], string>>> = { target: 'mirror-target' };
const nameIn = (kind: Chosen['kind']) => chosenNames[kind] ?? kind;

/** @returns the query string, with a question mark unless it is empty. What is as at the start is left out. */
export function toSearch({ criteria, chosen, picked, expanded, camera }: View): string {
  const query = new URLSearchParams();
  for (const [field, name] of Object.entries(criteriaNames)) {
    const value = criteria[field as keyof Criteria];
    if (value !== noCriteria[field as keyof Criteria]) query.set(name, value);
  }
  if (chosen !== undefined) query.set(nameIn(chosen.kind), chosen.id);
  if (toText(picked) !== '') query.set('pick', toText(picked));
  for (const [key, shown] of expanded) if (shown > 0) query.append('open', `${key}:${shown}`);
  if (camera !== undefined)
    query.set('at', `${Math.round(camera.x)},${Math.round(camera.y)},${camera.zoom.toFixed(2)}`);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** @param search a query string; what is not understood in it is ignored. */
export function fromSearch(search: string): View {
  const query = new URLSearchParams(search);
  const criteria = Object.fromEntries(
    Object.entries(criteriaNames).map(([field, name]) => [
      field,
      query.get(name) ?? noCriteria[field as keyof Criteria],
    ]),
  ) as unknown as Criteria;
  return {
    criteria: shows.includes(criteria.show) ? criteria : { ...criteria, show: noCriteria.show },
    chosen: chosenKinds
      .flatMap((kind) => ({ kind, id: query.get(nameIn(kind)) ?? '' }))
      .find(({ kind, id }) => id !== '' && (kind !== 'table' || isTable(id))),
    picked: toPicked(query.get('pick') ?? ''),
    expanded: new Map(
      query.getAll('open').flatMap((text) => {
        const [, key, shown] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
        return key === undefined ? [] : [[key, Number(shown)] as const];
      }),
    ),
    camera: toCamera(query.get('at') ?? ''),
  };
}

function toCamera(text: string): Camera | undefined {
  const [x = Number.NaN, y = Number.NaN, zoom = Number.NaN] = text.split(',').map(Number);
  const isCamera = Number.isFinite(x) && Number.isFinite(y) && zoom >= zooms.least && zoom <= zooms.most;
  return isCamera ? { x, y, zoom } : undefined;
}
