/** What the forms of new targets and filters have in common. Pure. */

/** The name is a tag in EC2, and the description cannot be changed later. */
export const toNewTags = (form: { readonly name: string; readonly description: string }) => ({
  ...(form.description.trim() !== '' && { description: form.description.trim() }),
  ...(form.name.trim() !== '' && { tags: [{ key: 'Name', value: form.name.trim() }] }),
});
