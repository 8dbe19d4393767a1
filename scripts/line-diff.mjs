/**
 * The lines that differ between two texts, as a shortest edit script (Myers, "An O(ND) difference algorithm", 1986).
 * @param {string[]} before
 * @param {string[]} after
 * @returns {{ kind: ' ' | '-' | '+', line: string }[]} all lines in order: kept, removed, added
 */
export function lineDiff(before, after) {
  const trace = shortestEdit(before, after);
  const script = [];
  let [x, y] = [before.length, after.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1));
    const previous = down ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : at(reach, previous);
    const startY = d === 0 ? 0 : startX - previous;
    while (x > startX && y > startY && before[x - 1] === after[y - 1]) {
      script.push({ kind: ' ', line: before[--x] });
      y--;
    }
    if (d === 0) break;
    script.push(down ? { kind: '+', line: after[--y] } : { kind: '-', line: before[--x] });
  }
  return script.reverse();
}

/** For each number of edits, how far along each diagonal one had come before it. */
function shortestEdit(before, after) {
  const trace = [];
  const reach = new Map([[1, 0]]);
  for (let d = 0; d <= before.length + after.length; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1));
      let x = down ? at(reach, k + 1) : at(reach, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reach.set(k, x);
      if (x >= before.length && x - k >= after.length) return trace;
    }
  }
  return trace;
}

function at(reach, k) {
  return reach.get(k) ?? -1;
}
