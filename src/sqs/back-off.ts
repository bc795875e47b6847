import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait after so many failures in a row: 0.5 s doubling up to 30 s, of that a random half to whole. */
export function backOffMs(failures: number): number {
  const whole = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures - 1, 10));
  // Without the spread all instances come back to a recovering database in the same moment.
  return whole / 2 + Math.random() * (whole / 2);
}

/** Waits as `backOffMs` says; rejects with the signal's reason as soon as it aborts. */
export async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  await sleep(backOffMs(failures), undefined, { signal });
}
