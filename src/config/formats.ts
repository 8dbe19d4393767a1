import { parseVersion } from '../contrast/version.ts';
import { MEBIBYTE, parseQuantity, UNIT } from '../kube/quantity.ts';
import { ANNOTATIONS, LABELS, parseSelector } from './selector.ts';

/** What the `format` keyword of the configuration's schema means. */
export const formats: Record<string, (text: string) => boolean> = {
  /** An amount of bytes, zero included; fractions of a byte are a slip, such as `128m`. */
  size(text) {
    const quantity = parseQuantity(text);
    return quantity !== undefined && quantity.nano >= 0n && quantity.nano % UNIT === 0n;
  },
  /** Memory of a container or a guest; less than 1Mi is a slip, such as `512` or `512m`. */
  memory(text) {
    const quantity = parseQuantity(text);
    return quantity !== undefined && quantity.nano >= MEBIBYTE && quantity.nano % UNIT === 0n;
  },
  'contrast-version': (text) => parseVersion(text) !== undefined,
  'label-selector': (text) => !('error' in parseSelector(text, LABELS)),
  'annotation-selector': (text) => !('error' in parseSelector(text, ANNOTATIONS)),
};
