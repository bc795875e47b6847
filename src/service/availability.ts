import type { Slot } from '../slot.ts';
import type { Change, ChangeFeed } from './change-feed.ts';
import { keyOfProperty, NotedChanges } from './noted-changes.ts';
import { ShownTimes } from './shown-times.ts';
import type { AnnounceVisit, VisitChange } from './visit-change.ts';

/** An answer that can be given again. */
export interface KeptAnswer<Answer> {
  /** Null when whoever keeps it needed the room. */
  again(): Answer | null;
}

/** A list as it was read: what is answered, how that is kept, and the free visits in it. */
export interface AvailabilityReading<Answer> {
  readonly answer: Answer;
  readonly keep: () => KeptAnswer<Answer>;
  readonly slots: readonly Slot[];
  /** The database's clock; null where there are no slots. */
  readonly now: Date | null;
}

interface Remembered<Answer> {
  readonly kept: KeptAnswer<Answer>;
  /** What was known when the reading began: any change noted later may be missing in it. */
  readonly asOf: number;
  /** By this server's steady clock, in milliseconds. */
  readonly goodUntil: number;
  /** Whose it is, as `keyOfProperty` says it. */
  readonly property: string;
  readonly times: ShownTimes;
}

/** However quiet it is, a list is read anew after this. */
const OLDEST_MS = 30_000;
/** What other servers did is known up to this long ago; older, and every list is read anew. */
const FEED_BEHIND_SECONDS = 0.8;
/** Some 5 MB besides the answers for lists of twenty slots, five thousand of them; some 15 MB where all are empty. */
const MOST_SLOTS = 160_000;
/** What a list takes besides its slots, in slots: its key is longer than the times of one. */
const SLOTS_A_LIST = 10;
/** Nobody asked for that long, so changes are not followed any more. */
const IDLE_MS = 60_000;

/**
 * Remembers lists of free visits for as long as they are true. What this server changes counts before it is answered; what others
 * change, within a second, by the change feed. A list that starts to be wrong by time alone (a visit begins) is not kept
 * beyond that. When in doubt, it is read.
 */
export class AvailabilityMemory<Answer> {
  readonly #feed: ChangeFeed;
  readonly #overlappingProperties: (visit: VisitChange['visit']) => Promise<readonly string[]>;
  readonly #onTrouble: (error: unknown) => void;
  readonly #lists = new Map<string, Remembered<Answer>>();
  readonly #changes = new NotedChanges(OLDEST_MS);
  #following: 'no' | 'beginning' | 'yes' = 'no';
  #unfollow: (() => void) | null = null;
  #askedAt = 0;
  #slotsRemembered = 0;

  /**
   * @param database.overlappingProperties where else the agent of a visit has something to offer at that time
   * @param database.onTrouble told why that could not be asked; everything is forgotten then
   */
  constructor(
    feed: ChangeFeed,
    database: { overlappingProperties: (visit: VisitChange['visit']) => Promise<readonly string[]>; onTrouble: (error: unknown) => void },
  ) {
    this.#feed = feed;
    this.#overlappingProperties = database.overlappingProperties;
    this.#onTrouble = database.onTrouble;
  }

  /** The list under `key`, one of a property in an organization: as it is remembered while that is true, else as `read`. */
  async list(
    about: { readonly organizationId: string; readonly propertyId: string; readonly key: string },
    read: () => Promise<AvailabilityReading<Answer>>,
  ): Promise<Answer> {
    const askedAt = performance.now();
    this.#askedAt = askedAt;
    const remembered = this.#lists.get(about.key);
    const answer = remembered !== undefined && this.#isTrue(remembered) ? remembered.kept.again() : null;
    if (answer !== null) {
      return answer;
    }
    const isFollowing = this.#follow();
    const asOf = this.#changes.count;
    const reading = await read();
    if (isFollowing) {
      this.#remember(about, { asOf, askedAt }, reading);
    }
    return reading.answer;
  }

  /** Notes what this server changed. It is to be called after the commit and awaited before the answer. */
  readonly announce: AnnounceVisit = async ({ kind, visit }) => {
    if (this.#following === 'no') {
      return;
    }
    this.#changes.noteProperty(visit);
    if (kind === 'booked') {
      this.#changes.noteBusy(visit);
    } else if (kind === 'released') {
      await this.#noteOverlapping(visit);
    }
  };

  /** Forgets everything and follows nothing any more. */
  stop(): void {
    this.#unfollow?.();
    this.#unfollow = null;
    this.#following = 'no';
    this.#forget();
  }

  // What a booking that was called off shows again is in no list, so only the database knows where it belongs.
  async #noteOverlapping(visit: VisitChange['visit']): Promise<void> {
    try {
      for (const propertyId of await this.#overlappingProperties(visit)) {
        this.#changes.noteProperty({ organizationId: visit.organizationId, propertyId });
      }
    } catch (error) {
      // The visit is called off, and that is what its caller is to hear. With nothing remembered, nothing is wrong.
      this.#forget();
      this.#onTrouble(error);
    }
  }

  #isTrue(list: Remembered<Answer>): boolean {
    return (
      this.#following === 'yes' &&
      this.#askedAt < list.goodUntil &&
      this.#feed.ageSeconds() <= FEED_BEHIND_SECONDS &&
      !this.#changes.concern(list)
    );
  }

  #remember(
    about: { organizationId: string; propertyId: string; key: string },
    { asOf, askedAt }: { asOf: number; askedAt: number },
    { keep, slots, now }: AvailabilityReading<Answer>,
  ): void {
    const [first] = slots;
    const untilStart = first === undefined || now === null ? OLDEST_MS : first.startTime.getTime() - now.getTime();
    // From before the reading on, also where others asked meanwhile: a visit must not be shown beyond its beginning.
    const goodUntil = askedAt + Math.min(OLDEST_MS, untilStart);
    this.#drop(about.key);
    this.#lists.set(about.key, { kept: keep(), asOf, goodUntil, property: keyOfProperty(about), times: new ShownTimes(slots) });
    this.#slotsRemembered += slots.length + SLOTS_A_LIST;
    for (const oldest of this.#lists.keys()) {
      if (this.#slotsRemembered <= MOST_SLOTS) {
        break;
      }
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const list = this.#lists.get(key);
    if (list !== undefined) {
      this.#slotsRemembered -= list.times.count + SLOTS_A_LIST;
      this.#lists.delete(key);
    }
  }

  /** True while changes of other servers are heard of; begins to listen where they are not. */
  #follow(): boolean {
    if (this.#following === 'no') {
      this.#following = 'beginning';
      this.#feed
        .subscribe({ onChanges: (changes) => this.#hear(changes), onLostTrack: () => this.#forget() })
        .then((unfollow) => this.#begin(unfollow))
        .catch(() => {
          // The lists are read meanwhile, which says what is wrong to whoever asked; the next one tries again.
          this.#following = 'no';
        });
    }
    return this.#following === 'yes';
  }

  #begin(unfollow: () => void): void {
    if (this.#following === 'no') {
      unfollow();
      return;
    }
    this.#unfollow = unfollow;
    this.#following = 'yes';
    const idle = setInterval(() => {
      if (this.#following === 'no' || performance.now() - this.#askedAt > IDLE_MS) {
        clearInterval(idle);
        this.stop();
      }
    }, IDLE_MS / 4).unref();
  }

  #hear(changes: readonly Change[]): void {
    for (const { organizationId, propertyId } of changes) {
      if (propertyId !== null) {
        this.#changes.noteProperty({ organizationId, propertyId });
      }
    }
  }

  #forget(): void {
    this.#changes.forget();
    this.#lists.clear();
    this.#slotsRemembered = 0;
  }
}
