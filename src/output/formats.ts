/** What a report can be written as, beside HTML. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown'] as const;

export type Format = (typeof FORMATS)[number];
