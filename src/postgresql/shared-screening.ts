import type { Screening, ScreeningOutcome } from '../applicant.ts';
import type { ScreeningDecision, ScreeningStore } from '../service/ports.ts';
import type { SharedConnection } from './database.ts';
import type { PostgresqlScreeningStore, ScreeningRequest } from './screening.ts';
import { SHARED_LOCK_TIMEOUT_MS, SharedStatement } from './shared-statement.ts';

/** Where agencies do not share, a queue with few messages of each of many is taken in side by side. */
const ORGANIZATIONS_AT_ONCE = 10;

/**
 * Screenings that are in hand at the same time share a transaction, those of several organizations where one node has them all: a commit and a few
 * round trips for all of them. When it fails and left nothing behind, each is taken in by itself: one that cannot be stored holds up no other.
 */
export class SharedScreeningStore implements ScreeningStore {
  readonly #screenings: SharedStatement<ScreeningRequest, ScreeningOutcome>;

  /** @param database where `single` stores them */
  constructor(database: Pick<SharedConnection, 'isOneNode'>, single: PostgresqlScreeningStore) {
    this.#screenings = new SharedStatement({
      groupOf: ({ screening }) => screening.organizationId,
      // Meanwhile it keeps the applicants of all of them from booking.
      together: (requests) => single.takeInTogether(requests, { lockTimeoutMs: SHARED_LOCK_TIMEOUT_MS }),
      alone: ({ screening, decide }) => single.takeIn(screening, decide),
      groupsAtOnce: ORGANIZATIONS_AT_ONCE,
      mayMix: () => database.isOneNode,
    });
  }

  takeIn(screening: Screening, decide: ScreeningDecision): Promise<ScreeningOutcome> {
    return this.#screenings.ask({ screening, decide });
  }
}
