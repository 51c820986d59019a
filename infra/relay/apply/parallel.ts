/** Runs `work` over all items, `width` at a time, in their order; each result is handed on as it comes. */
export async function parallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  // All lanes end before a failure is told: nothing goes on behind the back of whoever hears of it.
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  for (const ended of lanes) if (ended.status === "rejected") throw ended.reason;
}
