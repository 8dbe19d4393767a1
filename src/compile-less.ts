/** Characters from which on the input is large enough for it to matter. */
const LARGE = 1 << 19;
/** The flags are those of V8 in these releases; a later one may not know them and would say so. */
const NEWEST_NODE = 24;

/**
 * Has V8 inline less and compile sooner. Its optimizing compiler assumes that a program runs for long: with the defaults it takes as
 * much time as a whole run to compile what a run executes, on a core of its own, and most of the work is done before it is ready.
 */
export function compileLess(inputLength: number): void {
  if (
    inputLength < LARGE ||
    'bun' in process.versions ||
    Number.parseInt(process.versions.node, 10) > NEWEST_NODE
  )
    return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of [
    '--max-inlined-bytecode-size=60',
    '--max-inlined-bytecode-size-cumulative=80',
    '--interrupt-budget=30000',
  ])
    setFlagsFromString(flag);
}
