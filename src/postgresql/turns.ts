/** What waits, by group, in the order in which the groups have their turns. Within a group whoever came first is first. */
export class Turns<Item> {
  readonly #queues = new Map<string, Item[]>();

  /** How many groups have something waiting. */
  get groups(): number {
    return this.#queues.size;
  }

  add(group: string, item: Item): void {
    const queue = this.#queues.get(group);
    if (queue === undefined) {
      this.#queues.set(group, [item]);
    } else {
      queue.push(item);
    }
  }

  /** The groups that have something waiting, whose turn is next first. */
  order(): string[] {
    return [...this.#queues.keys()];
  }

  /** How many of these groups wait. */
  count(groups: readonly string[]): number {
    return groups.reduce((sum, group) => sum + (this.#queues.get(group)?.length ?? 0), 0);
  }

  /** Takes away those of these groups that came before the first that `stays`. */
  takeUntil(groups: readonly string[], stays: (item: Item) => boolean): Item[] {
    return groups.flatMap((group) => {
      const queue = this.#queues.get(group) ?? [];
      const first = queue.findIndex(stays);
      const taken = queue.splice(0, first < 0 ? queue.length : first);
      if (queue.length === 0) {
        this.#queues.delete(group);
      }
      return taken;
    });
  }

  /** Takes so many at most: one of each of these groups, then another of each, and so on. A group that has more waiting comes after all others then. */
  takeInTurn(groups: readonly string[], most: number): Item[] {
    const shares = new Map<string, number>();
    const taken: Item[] = [];
    for (let round = 0, before = -1; taken.length < most && taken.length > before; round += 1) {
      before = taken.length;
      for (const group of groups) {
        const item = this.#queues.get(group)?.[round];
        if (item !== undefined && taken.length < most) {
          taken.push(item);
          shares.set(group, round + 1);
        }
      }
    }
    for (const [group, share] of shares) {
      const rest = this.#queues.get(group)?.slice(share) ?? [];
      this.#queues.delete(group);
      if (rest.length > 0) {
        this.#queues.set(group, rest);
      }
    }
    return taken;
  }
}
