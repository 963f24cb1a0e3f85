/** What a link to the map says, and what of it is ignored. */
import { describe, expect, test } from '@jest/globals';
import { fromSearch, startView, toSearch, type View } from '../../../src/web/map/view.ts';

const views: Readonly<Record<string, Partial<View>>> = {
  'nothing else than at the start': {},
  'a search': {
    criteria: { ...startView.criteria, text: 'web & "db"', tag: 'env=prod', show: 'unmirrored' },
  },
  'a target that is searched for, and one that is shown': {
    criteria: { ...startView.criteria, targetId: 'tmt-1' },
    chosen: { kind: 'target', id: 'tmt-2' },
  },
  'a table': { chosen: { kind: 'table', id: 'filters' } },
  'an operation': { chosen: { kind: 'operation', id: 'AbC-_9' } },
  'boxes that are open': { expanded: new Map([['123456789012 us-east-1', 1]]) },
  'a place in the picture': { camera: { x: -20, y: 7, zoom: 0.5 } },
};

describe('a link to the map', () => {
  test.each(Object.entries(views))('brings back %s', (_, some) => {
    const view = { ...startView, ...some };
    expect(fromSearch(toSearch(view))).toEqual(view);
  });

  test.each([
    '?table=nonsense',
    '?show=nonsense',
    '?open=nonsense',
    '?at=1',
    '?at=a,b,c',
    '?at=0,0,0',
    '?at=0,0,100000',
    '?at=NaN,0,1',
  ])('with %s is as if that were not there', (search) => {
    expect(fromSearch(search)).toEqual(startView);
  });
});
