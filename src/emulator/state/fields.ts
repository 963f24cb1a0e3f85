/** Checks values that were read from a file against the types that they should have, and finds the place of a wrong one. */

/** Accepts exactly the values of T, as far as JSON can tell. */
export interface Field<T> {
  /** @returns the place of the first wrong value within this one, empty for the value itself; undefined when there is none. */
  wrong(value: unknown): string | undefined;
  /** Never present. Without it, a field that accepts only some values of T would pass for a field of T. */
  readonly exactly?: (value: T) => T;
}

/** The fields of a record, every one of them. */
export type Shape<R> = { readonly [Key in Exclude<keyof R, never>]: Field<R[Key]> };

const when = <T>(accepts: (value: unknown) => boolean): Field<T> => ({
  wrong: (value) => (accepts(value) ? undefined : ''),
});

export const text = when<string>((value) => typeof value === 'string');
export const wholeNumber = when<number>((value) => Number.isSafeInteger(value));
export const flag = when<boolean>((value) => typeof value === 'boolean');

export const oneOf = <const T extends string>(...values: readonly T[]): Field<T> =>
  when((value) => (values as readonly unknown[]).includes(value));

/** JSON has no undefined: the field is absent. */
export const optional = <T>(field: Field<T>): Field<T | undefined> => ({
  wrong: (value) => (value === undefined ? undefined : field.wrong(value)),
});

export const listOf = <T>(item: Field<T>): Field<readonly T[]> => ({
  wrong(value) {
    if (!Array.isArray(value)) return '';
    for (const [index, each] of value.entries()) {
      const wrong = item.wrong(each);
      if (wrong !== undefined) return `[${index}]${wrong}`;
    }
    return undefined;
  },
});

/** An object with these fields and no others. */
export function recordOf<R>(shape: Shape<R>): Field<R> {
  const fields = Object.entries(shape as Readonly<Record<string, Field<unknown>>>);
  return {
    wrong(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
      const given = value as Readonly<Record<string, unknown>>;
      const stranger = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
      if (stranger !== undefined) return `.${stranger}`;
      for (const [name, field] of fields) {
        const wrong = field.wrong(given[name]);
        if (wrong !== undefined) return `.${name}${wrong}`;
      }
      return undefined;
    },
  };
}

/** An entry of a map, as a list of the key and the value, whose field depends on the key. @param fieldOf undefined for a key that must not be. */
export const entryOf = <T>(fieldOf: (key: string) => Field<T> | undefined): Field<readonly [string, T]> => ({
  wrong(value) {
    if (!Array.isArray(value) || value.length !== 2) return '';
    const [key, of] = value as [unknown, unknown];
    const field = typeof key === 'string' ? fieldOf(key) : undefined;
    if (field === undefined) return '[0]';
    const wrong = field.wrong(of);
    return wrong === undefined ? undefined : `[1]${wrong}`;
  },
});
