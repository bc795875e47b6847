/** Something that happened and is committed. Null is what it has nothing to do with. */
export interface Change {
  readonly organizationId: string;
  /**
   * As in the audit trail (`slot.offered`, `booking.confirmed`, …); `slot.overlapped` where another visit of its agent
   * was booked or called off, so that the slot left the availability list or came back to it.
   */
  readonly type: string;
  readonly slotId: string | null;
  readonly propertyId: string | null;
  readonly bookingId: string | null;
  readonly agentId: string | null;
  readonly applicantId: string | null;
}

/** Who wants to hear of changes. Both functions are to return quickly and not to throw. */
export interface ChangeListener {
  /** In the order of the audit trail as far as it is known; a change that committed late comes late. */
  readonly onChanges: (changes: readonly Change[]) => void;
  /** Changes may have been missed: whatever is remembered is to be looked at anew. What follows is whole again. */
  readonly onLostTrack: () => void;
}

/** What is changed in the database, by whatever server, told within a second of its commit. */
export interface ChangeFeed {
  /**
   * Resolves when every change committed from now on will be told to the listener, until the function it gives is
   * called. `unavailable` when the database is out of reach.
   */
  subscribe(listener: ChangeListener): Promise<() => void>;
  /** How long ago the database said what is new, in seconds: nothing older is missing. 0 while nobody listens. */
  ageSeconds(): number;
}
