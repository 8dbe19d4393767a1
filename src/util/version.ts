/** Replaced by the build with the version of package.json. */
declare const PREPARE_CONTRAST_VERSION: string;

export const version =
  typeof PREPARE_CONTRAST_VERSION === 'undefined' ? 'development' : PREPARE_CONTRAST_VERSION;
