import type { Json } from '../../src/util/json.ts';

/** An input in which one thing is repeated. */
export interface Shape {
  name: string;
  /** Number of repetitions at which the work exceeds the start-up of a run. */
  size: number;
  input(size: number): string;
  /** Rules that join objects and find something in this input. */
  rules?: readonly string[];
}

/** Returns the configuration with which a shape is measured. */
export function configurationOf(shape: Shape): Record<string, Json>;

export const shapes: readonly Shape[];
