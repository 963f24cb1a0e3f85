import { describe, expect, test } from '@jest/globals';
import { type Tag, toTagChange, toTagForm } from '../../../src/web/map/tagForm.ts';

const scope = { accountId: '123456789012', region: 'us-east-1' };
const tag = (key: string, value = 'x'): Tag => ({ key, value });
const base = [tag('Name'), tag('team')];
const change = (...rows: Tag[]) => toTagChange({ ...toTagForm(base), rows }, 'tms-1', scope);

describe('the form of tags', () => {
  test('sends what was added, changed and removed, and nothing else', () => {
    expect(change(tag('Name', 'y'), tag('env'), tag('', ''))).toEqual({
      input: {
        resourceIds: ['tms-1'],
        scope,
        add: [tag('Name', 'y'), tag('env')],
        removeKeys: ['team'],
      },
    });
    expect(change(...base, tag('empty', ''))).toMatchObject({ input: { add: [tag('empty', '')] } });
  });

  test('says what cannot be sent', () => {
    expect(change(...base)).toEqual({ error: 'There is no change to preview.' });
    expect(change(...base, tag('', 'y'))).toEqual({ error: 'A tag must have a key.' });
    expect(change(...base, tag('team', 'y'))).toEqual({
      error: expect.stringContaining('“team” is there twice'),
    });
  });
});
