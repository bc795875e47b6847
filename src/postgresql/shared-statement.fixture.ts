import assert from 'node:assert/strict';
import { DatabaseError } from 'pg';

/** A statement that is running: who shares it, and how it ends. */
export interface Round {
  readonly requests: readonly string[];
  readonly finish: () => void;
  readonly fail: (error: unknown) => void;
}

/** Statements that run until the test ends them; the answer to a request says that it was `together`. */
export function runByHand() {
  const rounds: Round[] = [];
  const together = (requests: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      rounds.push({ requests, finish: () => resolve(requests.map((request) => `together ${request}`)), fail: reject });
    });
  return { together, rounds, roundAt: (index: number): Round => rounds[index] ?? assert.fail(`there is no round ${index}`) };
}

/** What PostgreSQL raises, by SQLSTATE. */
export function sqlError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('made for the test', 0, 'error'), { code });
}
