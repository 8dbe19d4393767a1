/** `1298 MiB` */
export function mebibytes(size: number): string {
  return `${size} MiB`;
}

/** `9.8 GiB`, or what is less than one in MiB. */
export function memory(size: number): string {
  return Math.abs(size) < 1024 ? mebibytes(size) : `${(size / 1024).toFixed(1)} GiB`;
}

/** With its sign: `+8.0 GiB`. */
export function difference(size: number): string {
  return `${signOf(size)}${memory(Math.abs(size))}`;
}

/** `+` or `−`. */
export function signOf(size: number): string {
  return size < 0 ? '−' : '+';
}

/** `64 GiB`: what nodes are sold with. */
export function gibibytes(size: number): string {
  return `${size / 1024} GiB`;
}

/** `1.1`: CPUs with no more than two decimals. */
export function cpus(amount: number): string {
  return `${Math.round(amount * 100) / 100}`;
}
