/** What is said of an expression of a template where YAML should be. */
export const UNRENDERED = 'this is a template that was not rendered';
