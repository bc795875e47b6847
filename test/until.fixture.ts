import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 20;

/** Waits until something holds, asking again and again; fails with `what` when it does not in time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 90_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(EVERY_MS)) {
    if (await holds()) {
      return;
    }
  }
  throw new Error(`not within ${withinMs} ms: ${what}`);
}
