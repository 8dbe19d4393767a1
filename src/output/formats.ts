/** What a report can be written as. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown', 'html'] as const;

export type Format = (typeof FORMATS)[number];
