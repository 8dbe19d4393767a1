/** Characters from which on the input is large enough for it to matter. */
const LEAST = 1 << 14;
/** Characters from which on a run is so long that all of its functions are worth compiling. */
const LARGE = 1 << 23;
/** Bytes of bytecode that a function has to run through, a few times over, before it is compiled; V8's own is 66 KiB. */
const BUDGETS = { medium: 130_000, large: 30_000 };
/** The flags are those of V8 in these releases; a later one may not know them and would say so. */
const NEWEST_NODE = 24;

/**
 * Has V8 inline less, and compile later in inputs of some size and sooner in large ones. Its optimizing compiler assumes that a program
 * runs for long: with the defaults it takes as much time as a whole run to compile what a run executes, on a core of its own, and most
 * of the work is done before it is ready. The figures are those that measured best for inputs of 15 KB to 80 MB on Node 20; they
 * help Node 22 and 24 as well.
 */
export function compileLess(inputLength: number): void {
  if (
    inputLength < LEAST ||
    'bun' in process.versions ||
    Number.parseInt(process.versions.node, 10) > NEWEST_NODE
  )
    return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of [
    '--max-inlined-bytecode-size=60',
    '--max-inlined-bytecode-size-cumulative=80',
    `--interrupt-budget=${inputLength < LARGE ? BUDGETS.medium : BUDGETS.large}`,
  ])
    setFlagsFromString(flag);
}
