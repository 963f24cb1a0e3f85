/** The schema that documents are made from. */
import { createSchema } from '../../src/api/schema.ts';

export const schema = createSchema();
