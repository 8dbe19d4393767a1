/**
 * How many nodes of one size hold all pods: first fit, largest first, which is at most 22% above the best possible
 * (Dósa, "The Tight Bound of First Fit Decreasing Bin-Packing Algorithm", 2007). Memory in MiB.
 */
export function pack(pods: readonly number[], nodeSize: number): { nodes: number[]; tooLarge: number } {
  const fitting = pods.filter((pod) => pod <= nodeSize).sort((a, b) => b - a);
  const nodes: number[] = [];
  for (const pod of fitting) {
    const index = nodes.findIndex((used) => used + pod <= nodeSize);
    if (index === -1) nodes.push(pod);
    else nodes[index]! += pod;
  }
  return { nodes, tooLarge: pods.length - fitting.length };
}
