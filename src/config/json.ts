/** Reads JSON files by a schema. */
import type * as z from 'zod';

export interface Problems {
  /** One line each, which says where and what to do. */
  readonly problems: readonly string[];
}

/** @returns what the text says, or every problem. */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): { readonly data: z.output<Schema> } | Problems {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${(error as Error).message}`] };
  }
  const { success, data, error } = schema.safeParse(json);
  if (success) return { data };
  return {
    problems: error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  };
}
