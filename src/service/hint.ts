import { organizationsOf, type Caller } from '../caller.ts';
import type { Change, ChangeFeed } from './change-feed.ts';

/** That something changed which the caller may see. It says where to look, not what is there now. */
export type Hint =
  | { readonly about: 'slot'; readonly slotId: string; readonly propertyId: string }
  | { readonly about: 'booking'; readonly bookingId: string; readonly slotId: string; readonly propertyId: string };

/** Somebody who is told what they may see. Neither function is to throw. */
export interface Follower {
  readonly caller: Caller;
  readonly onHints: (hints: readonly Hint[]) => void;
  /** Hints may have been missed. */
  readonly onLostTrack: () => void;
}

/** A hint, and of a booking whose it is. */
interface AddressedHint {
  readonly hint: Hint;
  readonly applicantId: string | null;
}

/** Tells callers what changed of the slots and bookings that they may look at, and nothing else. */
export class HintService {
  readonly #feed: ChangeFeed;
  readonly #followers = new Set<Follower>();
  /** By organization, so that a change is held against those alone who belong there. */
  readonly #followersIn = new Map<string, Set<Follower>>();
  /** One for all followers, and none while there are none. */
  #subscription: Promise<() => void> | null = null;

  constructor(feed: ChangeFeed) {
    this.#feed = feed;
  }

  /**
   * Resolves when the follower will hear of every change from now on, with the rights of the caller as given: whose
   * records change follows anew. The function that it gives ends it. `unavailable` when the database is out of reach.
   */
  async follow(follower: Follower): Promise<() => void> {
    this.#add(follower);
    const subscription = (this.#subscription ??= this.#feed.subscribe({
      onChanges: (changes) => this.#tell(changes),
      onLostTrack: () => this.#followers.forEach((each) => each.onLostTrack()),
    }));
    try {
      await subscription;
    } catch (error) {
      if (this.#subscription === subscription) {
        this.#subscription = null;
      }
      this.#remove(follower);
      throw error;
    }
    return () => this.#remove(follower);
  }

  #add(follower: Follower): void {
    this.#followers.add(follower);
    for (const organization of organizationsOf(follower.caller)) {
      const others = this.#followersIn.get(organization) ?? new Set();
      this.#followersIn.set(organization, others.add(follower));
    }
  }

  #remove(follower: Follower): void {
    this.#followers.delete(follower);
    for (const organization of organizationsOf(follower.caller)) {
      const others = this.#followersIn.get(organization);
      others?.delete(follower);
      if (others?.size === 0) {
        this.#followersIn.delete(organization);
      }
    }
    if (this.#followers.size === 0 && this.#subscription !== null) {
      // One that failed has told its followers, and there is nothing to end.
      this.#subscription.then((unsubscribe) => unsubscribe()).catch(() => undefined);
      this.#subscription = null;
    }
  }

  #tell(changes: readonly Change[]): void {
    for (const [organization, ofOrganization] of Map.groupBy(changes, (change) => change.organizationId)) {
      const followers = this.#followersIn.get(organization);
      if (followers !== undefined) {
        const hints = hintsOf(ofOrganization);
        followers.forEach((follower) => tellOne(follower, hints));
      }
    }
  }
}

/** Each hint once, in the order of the changes. What concerns neither a slot nor a booking gives none. */
function hintsOf(changes: readonly Change[]): AddressedHint[] {
  const hints = new Map<string, AddressedHint>();
  for (const { slotId, propertyId, bookingId, applicantId } of changes) {
    if (slotId === null || propertyId === null) {
      continue;
    }
    hints.set(slotId, { hint: { about: 'slot', slotId, propertyId }, applicantId: null });
    if (bookingId !== null) {
      hints.set(bookingId, { hint: { about: 'booking', bookingId, slotId, propertyId }, applicantId });
    }
  }
  return [...hints.values()];
}

/** The rules of SlotService.get and BookingService.get, for a caller who belongs to the organization. */
function tellOne({ caller, onHints }: Follower, hints: readonly AddressedHint[]): void {
  const visible = hints.filter(
    ({ hint, applicantId }) =>
      hint.about === 'slot' ||
      caller.role === 'agent' ||
      caller.memberships.some((membership) => membership.applicantId === applicantId),
  );
  if (visible.length > 0) {
    onHints(visible.map(({ hint }) => hint));
  }
}
