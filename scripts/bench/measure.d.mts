/** What one run took. */
export interface Measured {
  seconds: number;
  cpuSeconds: number;
  mebibytes: number;
}

export interface Limits {
  /** Exit codes that are results; by default only 0. */
  accepted?: readonly number[];
  /** CPU time after which the run is ended. */
  maxCpuSeconds?: number;
}

export function measure(command: readonly string[], stdin: string, stdout: string, limits?: Limits): Measured;

export function median(numbers: readonly number[]): number;
