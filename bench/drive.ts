/** How much of something comes through a second when `connections` callers do it, each again as soon as it is done. */
export async function drive({ connections, seconds }: { connections: number; seconds: number }, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await work();
        done += 1;
      }
    }),
  );
  return Math.round((done / (performance.now() - startedAt)) * 1000);
}
