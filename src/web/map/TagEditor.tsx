/** Shows all tags of a session, target or filter, and changes them after showing the plan. */
import { useState } from 'react';
import {
  ChangeTagsDocument,
  type ChangeTagsMutation,
  PlanTagsDocument,
  type TagTrafficMirrorResourcesInput,
} from '../../generated/web/graphql.ts';
import { Disclosure } from './Disclosure.tsx';
import type { Changed } from './lists.ts';
import { PlannedForm } from './PlannedForm.tsx';
import { useScene } from './scene.ts';
import { type Tag, type TagForm, toTagChange, toTagForm } from './tagForm.ts';
import { useKept } from './useDrafts.ts';
import { usePlanned } from './usePlanned.ts';

type Payload = NonNullable<ChangeTagsMutation['payload']>;
type Tagged = Exclude<Changed, { item: undefined }> & { readonly item: object };

/** @param resourceId the AWS ID. */
export function TagEditor({ of, resourceId }: { of: Tagged; resourceId: string }) {
  const { send, drafts, update } = useScene();
  const { item } = of;
  const tags: readonly Tag[] = item.tags;
  const about = `tags of ${resourceId}`;
  const kept = useKept(drafts, about, toTagForm(tags));
  const [error, setError] = useState<string>();
  const steps = usePlanned<TagTrafficMirrorResourcesInput, Payload>(send, {
    planned: PlanTagsDocument,
    made: ChangeTagsDocument,
    onDone: ({ resources }) => {
      const changed = resources?.find((one) => 'tags' in one);
      const now = changed && 'tags' in changed ? changed.tags : tags;
      kept.drop(toTagForm(now));
      update([{ ...of, item: { ...item, tags: now } } as Changed]);
    },
    lost: 'The tags may or may not have changed. Apply them again: that does no harm.',
  });
  const { base, rows } = kept.form;
  const isEdited = JSON.stringify(rows) !== JSON.stringify(base);
  // What was not edited follows the tags as they are now.
  if (!isEdited && JSON.stringify(base) !== JSON.stringify(toTagForm(tags).base)) kept.drop(toTagForm(tags));
  const edit = (next: TagForm['rows']) => {
    kept.edit({ base, rows: next });
    setError(undefined);
    steps.forget();
  };
  const ask = () => {
    const change = toTagChange(kept.form, resourceId, item.scope);
    if ('input' in change) return change.input;
    setError(change.error);
    return undefined;
  };
  return (
    <Disclosure title="Change tags" isOpenAtFirst={isEdited}>
      <PlannedForm
        label="Tags"
        permission="traffic-mirror:tag:write"
        steps={steps}
        wording={{
          preview: 'Preview tags',
          make: 'Apply tags',
          planning: 'Planning the tags…',
          making: 'Changing the tags…',
          done: 'Tags changed.',
        }}
        refusals={[
          ...(error === undefined ? [] : [error]),
          ...steps.userErrors.map(({ message }) => message),
        ]}
        tone="quiet"
        ask={ask}
        drop={isEdited ? { text: 'Reset tags', run: () => edit(base) } : undefined}
      >
        <TagRows rows={rows} onEdit={edit} />
      </PlannedForm>
    </Disclosure>
  );
}

function TagRows({ rows, onEdit }: { rows: TagForm['rows']; onEdit: (rows: TagForm['rows']) => void }) {
  const set = (index: number, more: Partial<Tag>) =>
    onEdit(rows.map((row, at) => (at === index ? { ...row, ...more } : row)));
  const field = (index: number, name: keyof Tag) => (
    <input
      aria-label={`${name === 'key' ? 'Key' : 'Value'} of tag ${index + 1}`}
      placeholder={name}
      autoComplete="off"
      value={rows[index]?.[name] ?? ''}
      onChange={({ target }) => set(index, { [name]: target.value })}
    />
  );
  return (
    <>
      {rows.map((row, index) => (
        <div className="tag-row" key={index}>
          {field(index, 'key')}
          {field(index, 'value')}
          <button
            type="button"
            aria-label={`Remove tag ${row.key || index + 1}`}
            onClick={() => onEdit(rows.filter((_, at) => at !== index))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onEdit([...rows, { key: '', value: '' }])}>
        Add a tag
      </button>
    </>
  );
}
