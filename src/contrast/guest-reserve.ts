/** Memory of the guest that neither images nor containers get, in MiB: kernel, agent and their files (Contrast source, test of the image store). */
const SYSTEM = 99;
const MIN_BOUNCE_BUFFERS = 64;
const MAX_BOUNCE_BUFFERS = 1024;

/**
 * Returns the memory in MiB that a confidential VM of `vmMemory` MiB keeps for itself: the guest system and swiotlb, the buffers
 * through which a confidential guest does its I/O; without confidential hardware there are none. Linux gives these 6% of the memory, 64 MiB to 1 GiB, rounded up to a power of two
 * (Linux source, `mem_encrypt`; Contrast source, test of the image store).
 */
export function guestReserve(vmMemory: number, isConfidential = true): number {
  if (!isConfidential) return SYSTEM;
  const wanted = Math.min(Math.max(Math.ceil(vmMemory * 0.06), MIN_BOUNCE_BUFFERS), MAX_BOUNCE_BUFFERS);
  return SYSTEM + 2 ** Math.ceil(Math.log2(wanted));
}

/** Returns the smallest memory of a VM, in MiB, that leaves `needed` MiB after what the guest keeps for itself. */
export function vmMemoryFor(needed: number, isConfidential = true): number {
  // The reserve grows in steps, so that the next guess is at most one step off.
  let memory = needed + guestReserve(needed, isConfidential);
  while (memory - guestReserve(memory, isConfidential) < needed)
    memory = needed + guestReserve(memory, isConfidential);
  return memory;
}
