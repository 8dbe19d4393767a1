import { CUSTOM_KINDS } from './custom-kinds.ts';
import type { KindsByGroup } from './entries.ts';
import { KUBERNETES_KINDS } from './kubernetes-kinds.ts';

/** Everything that is known about kinds, by API group and kind. A new kind is one entry. */
export const KINDS: KindsByGroup = { ...KUBERNETES_KINDS, ...CUSTOM_KINDS };
