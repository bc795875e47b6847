/** The most that were seen at it are remembered, and count so much less at each look; after a pause without one they are forgotten. */
const REMEMBERED = 0.9;
const PAUSE_MS = 1_000;

/**
 * How many of a group want the same thing at the same time, so that half of them can be let through: while the database works for one
 * half, the server answers the other. Were all let through, those who ask again at once would always come all together, and the
 * database would wait while the server answers, and the server while the database works (docs/performance.md).
 */
export class Crowds {
  /** How many they were at most lately, and when that was looked at: the longest ago first. */
  readonly #crowds = new Map<string, { readonly most: number; readonly seen: number }>();

  /**
   * Half of them, rounded up. What was seen before counts a while, since those who are being answered are not in sight.
   *
   * @param group whose half is meant: those that share a statement
   * @param seen how many of it are `waiting`, and how many were `answered` just now
   */
  halfOf(group: string, { waiting, answered }: { readonly waiting: number; readonly answered: number }): number {
    const now = performance.now();
    this.#forgetUntil(now - PAUSE_MS);
    const most = Math.max(waiting + answered, REMEMBERED * (this.#crowds.get(group)?.most ?? 0));
    this.#crowds.delete(group);
    this.#crowds.set(group, { most, seen: now });
    return Math.ceil(most / 2);
  }

  #forgetUntil(pauseBegan: number): void {
    for (const [group, { seen }] of this.#crowds) {
      if (seen > pauseBegan) {
        break;
      }
      this.#crowds.delete(group);
    }
  }
}
