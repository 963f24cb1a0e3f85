/** What a change of the schema does to those who use it. */

/** Breaking: what worked fails. Dangerous: it may fail for some, or somebody may see what was hidden or closed. */
export type Level = 'breaking' | 'dangerous';

export type Effect = 'safe' | { readonly level: Level; readonly why: string };

/** @param whom ends the sentence "Breaks …". */
export const breaking = (whom: string): Effect => ({ level: 'breaking', why: `Breaks ${whom}.` });
/** @param why a sentence. */
export const dangerous = (why: string): Effect => ({ level: 'dangerous', why });
