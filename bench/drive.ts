/** A new connection plans each statement a few times before it keeps a plan; with dozens of them that takes a while. */
const WARM_UP_SECONDS = 2;

/** How much of something comes through a second when `connections` callers do it, each again as soon as it is done, once they have warmed up. */
export async function drive({ connections, seconds }: { connections: number; seconds: number }, work: () => Promise<void>): Promise<number> {
  await repeat(connections, WARM_UP_SECONDS, work);
  return repeat(connections, seconds, work);
}

async function repeat(callers: number, seconds: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await work();
        done += 1;
      }
    }),
  );
  return Math.round((done / (performance.now() - startedAt)) * 1000);
}
