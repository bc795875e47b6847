import { newId } from './new-id.ts';
import { ApiProblem } from './problem.ts';

const ATTEMPTS = 4;
const LONGEST_ATTEMPT_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

const UNDECIDED: ReadonlySet<ApiProblem['code']> = new Set(['unreachable', 'unavailable', 'idempotency_in_progress']);

/** True where nobody can say whether it was done: the same may be asked again under the same key. */
export function isUndecided(error: unknown): boolean {
  return error instanceof ApiProblem && UNDECIDED.has(error.code);
}

/**
 * Keys for the header `Idempotency-Key`, one for each thing a person wants: the same until it is decided, so that it is done
 * once however often it is asked for; a new one after that.
 */
export class Intentions {
  readonly #keys = new Map<string, string>();

  /**
   * Attempts what is wanted under its key until it is decided. While nobody can say whether it was done, it keeps the key.
   * `wanted` says the whole request: another body under the same key would be refused.
   */
  async carryOut<Answer>(wanted: unknown, attempt: (key: string, signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const name = JSON.stringify(wanted);
    const key = this.#keys.get(name) ?? newId();
    this.#keys.set(name, key);
    try {
      const answer = await untilDecided((signal) => attempt(key, signal));
      this.#keys.delete(name);
      return answer;
    } catch (error) {
      if (!isUndecided(error)) {
        this.#keys.delete(name);
      }
      throw error;
    }
  }
}

/** Repeats an attempt, under its own key, while its outcome is unknown. Throws what was decided, or the last failure. */
export async function untilDecided<Answer>(
  attempt: (signal: AbortSignal) => Promise<Answer>,
  pause: (milliseconds: number) => Promise<void> = wait,
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt(AbortSignal.timeout(LONGEST_ATTEMPT_MS));
    } catch (error) {
      if (!isUndecided(error) || failures + 1 >= ATTEMPTS) {
        throw error;
      }
      const asked = error instanceof ApiProblem ? error.retryAfter : null;
      await pause(Math.min(LONGEST_PAUSE_MS, asked === null ? FIRST_PAUSE_MS * 2 ** failures : asked * 1000));
    }
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
