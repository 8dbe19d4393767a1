/** Returns the entry with the largest amount, the first of equal ones. */
export function largest<T>(entries: readonly T[], amountOf: (entry: T) => bigint): T | undefined {
  let found: T | undefined;
  for (const entry of entries) if (found === undefined || amountOf(entry) > amountOf(found)) found = entry;
  return found;
}
