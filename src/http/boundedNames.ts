/** Names that clients choose, as values of a label: each value is a series that is kept for as long as the process runs. */

/** @returns a function that returns the first `max` names as they are, and `other` in place of any further one. */
export function createBoundedNames(max: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.size < max) known.add(name);
    return known.has(name) ? name : 'other';
  };
}
