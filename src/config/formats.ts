import { parseVersion } from '../contrast/version.ts';
import { MEBIBYTE, parseQuantity, UNIT } from '../kubernetes/quantity.ts';
import { ANNOTATIONS, LABELS, parseSelector } from '../kubernetes/selector.ts';

/** Validators for the `format` keyword in the schema of the configuration. */
export const formats: Record<string, (text: string) => boolean> = {
  /** An amount of bytes, may be zero. Fractions of a byte, such as `128m`, are rejected as mistakes. */
  size(text) {
    const quantity = parseQuantity(text);
    return quantity !== undefined && quantity.nano >= 0n && quantity.nano % UNIT === 0n;
  },
  /** Memory of a container or a guest. Less than 1Mi, such as `512` or `512m`, is rejected as a mistake. */
  memory(text) {
    const quantity = parseQuantity(text);
    return quantity !== undefined && quantity.nano >= MEBIBYTE && quantity.nano % UNIT === 0n;
  },
  'contrast-version': (text) => parseVersion(text) !== undefined,
  'label-selector': (text) => !('error' in parseSelector(text, LABELS)),
  'annotation-selector': (text) => !('error' in parseSelector(text, ANNOTATIONS)),
};
