import { type Html, html } from './html.ts';
import type { WorkloadCost } from './workload.ts';

/** One stretch of a bar; `kind` gives its colour. */
export interface Segment {
  kind: 'main' | 'sidecar' | 'init' | 'default' | 'guest' | 'host' | 'uncovered';
  label: string;
  /** MiB */
  size: number;
}

/** What each kind of segment stands for, in the order of the legend. */
export const LEGEND: Record<Segment['kind'], string> = {
  main: 'containers',
  sidecar: 'sidecars',
  init: 'more for init containers',
  default: 'default of the platform',
  guest: 'guest system',
  host: 'VM processes on the host',
  uncovered: 'in the VM, but not counted against the node',
};

/** The memory of a pod's VM from left to right, and beyond it what the node counts and the VM does not have. */
export function segmentsOf(cost: WorkloadCost): Segment[] {
  const { containers, vmMemory, nodeMemory, guestMemory } = cost;
  const segments: Segment[] = containers
    .filter(({ role, limit }) => role !== 'init' && limit > 0)
    .map(({ name, role, limit }) => ({
      kind: role === 'sidecar' ? 'sidecar' : 'main',
      label: name,
      size: limit,
    }));
  const forContainers = vmMemory - guestMemory;
  const rest = forContainers - segments.reduce((sum, { size }) => sum + size, 0);
  if (rest > 0)
    segments.push({
      kind: segments.length > 0 ? 'init' : 'default',
      label: LEGEND[segments.length > 0 ? 'init' : 'default'],
      size: rest,
    });
  const uncovered = Math.max(0, vmMemory - nodeMemory);
  if (guestMemory - uncovered > 0)
    segments.push({ kind: 'guest', label: LEGEND.guest, size: guestMemory - uncovered });
  if (uncovered > 0) segments.push({ kind: 'uncovered', label: LEGEND.uncovered, size: uncovered });
  if (nodeMemory > vmMemory) segments.push({ kind: 'host', label: LEGEND.host, size: nodeMemory - vmMemory });
  return segments;
}

const WIDTH = 600;
const HEIGHT = 22;

/** A pod's memory as a stacked bar, `largest` MiB wide in all; the images' share is drawn as a line below. */
export function bar(cost: WorkloadCost, largest: number): Html {
  const scale = WIDTH / largest;
  const segments = segmentsOf(cost);
  let x = 0;
  const boxes = segments.map(({ kind, label, size }) => {
    const width = size * scale;
    const box = html`<rect class="${kind}" x="${x.toFixed(2)}" y="0" width="${Math.max(width - 1, 0.5).toFixed(2)}" height="${HEIGHT}"><title>${label}: ${size} MiB</title></rect>`;
    x += width;
    return box;
  });
  const images =
    cost.images !== undefined &&
    html`<rect class="images" x="0" y="${HEIGHT + 2}" width="${(Math.min(cost.images, cost.vmMemory) * scale).toFixed(2)}" height="4"><title>images: ${cost.images} MiB</title></rect>`;
  const words = segments.map(({ label, size }) => `${label} ${size} MiB`).join(', ');
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT + 8}" preserveAspectRatio="none" role="img" aria-label="${words}">${boxes}${images}</svg>`;
}

export function legend(): Html {
  const entries = [...Object.entries(LEGEND), ['images', 'images inside of the VM']] as [string, string][];
  return html`<ul class="legend">${entries.map(([kind, label]) => html`<li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="${kind}" width="12" height="12"/></svg> ${label}</li>`)}</ul>`;
}
