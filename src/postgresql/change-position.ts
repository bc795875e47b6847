/**
 * How long a row may be on its way. The product's transactions are a handful of statements, each of which the database ends
 * after seven seconds, as it does with the pauses between them (database.ts).
 */
const LONGEST_TRANSACTION_MS = 120_000;
/** More holes than that are no transactions on their way; asking for all of them would cost more than starting anew. */
export const MOST_MISSING = 2_000;

/** Ids between two that were seen, both excluded. */
export interface Hole {
  readonly after: number;
  readonly before: number;
}

/**
 * What of the audit trail was seen so far. Ids are given in order and committed in any order, so it is the highest id
 * seen, and the ids below it that were not: on their way, or rolled back and never to come. Those are asked for until
 * no transaction can be that old. Times are in milliseconds of one steady clock.
 */
export class ChangePosition {
  #highest: number;
  /** Since when each is missing. A Map keeps the order in which they were missed, so the longest missing come first. */
  readonly #missingSince = new Map<number, number>();

  /** @param holes in the order of their ids; of too many the lower ids are let go, which are the older ones */
  constructor(highest: number, holes: readonly Hole[], now: number) {
    this.#highest = highest;
    const missing: number[] = [];
    for (const { after, before } of holes.toReversed()) {
      for (let id = before - 1; id > after && missing.length < MOST_MISSING; id -= 1) {
        missing.push(id);
      }
    }
    missing.reverse().forEach((id) => this.#missingSince.set(id, now));
  }

  /** The highest id seen: all higher ones are to be asked for. */
  get highest(): number {
    return this.#highest;
  }

  /** The lower ids that are to be asked for again. Those missing for too long are let go. */
  missing(now: number): number[] {
    for (const [id, since] of this.#missingSince) {
      if (now - since <= LONGEST_TRANSACTION_MS) {
        break;
      }
      this.#missingSince.delete(id);
    }
    return [...this.#missingSince.keys()];
  }

  /**
   * Notes the ids that a look brought, in ascending order. False when too many are missing to go on: nothing was noted
   * then, and the position is worth nothing any more.
   */
  see(ids: readonly number[], now: number): boolean {
    const holes: Hole[] = [];
    let highest = this.#highest;
    for (const id of ids.filter((seen) => seen > this.#highest)) {
      holes.push({ after: highest, before: id });
      highest = id;
    }
    const found = ids.filter((id) => this.#missingSince.has(id)).length;
    const missed = holes.reduce((sum, { after, before }) => sum + before - after - 1, 0);
    if (this.#missingSince.size - found + missed > MOST_MISSING) {
      return false;
    }
    ids.forEach((id) => this.#missingSince.delete(id));
    holes.flatMap(idsOf).forEach((id) => this.#missingSince.set(id, now));
    this.#highest = highest;
    return true;
  }
}

function idsOf({ after, before }: Hole): number[] {
  return Array.from({ length: Math.max(0, before - after - 1) }, (_, index) => after + 1 + index);
}
