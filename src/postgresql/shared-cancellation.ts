import type { BookingRelease, BookingWithApplicant, Cancellation, CancellationStore } from '../service/ports.ts';
import { toBookingWithApplicant } from './booking.ts';
import { runByOrganization } from './by-organization.ts';
import { releaseBookings, releaseBookingsOfSeveral } from './cancellation.gen.ts';
import type { Connection, SharedConnection } from './database.ts';
import { SharedStatement } from './shared-statement.ts';

/**
 * Bookings that are called off at the same time share a statement, those of several organizations where one node has them all; everything else is
 * left to `single`.
 * `database` should give up waiting for locks soon, as for SharedBookingStore.
 */
export class SharedCancellationStore implements CancellationStore {
  readonly #single: CancellationStore;
  readonly #releases: SharedStatement<BookingRelease, { released: BookingWithApplicant | null }>;

  constructor(database: SharedConnection, single: CancellationStore) {
    this.#single = single;
    this.#releases = new SharedStatement({
      groupOf: ({ organizationId }) => organizationId,
      together: (releases) => releaseTogether(database, releases),
      alone: async (release) => ({ released: await single.releaseBooking(release) }),
      byHalves: true,
      mayMix: () => database.isOneNode,
    });
  }

  async releaseBooking(release: BookingRelease): Promise<BookingWithApplicant | null> {
    return (await this.#releases.ask(release)).released;
  }

  cancel<T>(work: (cancellation: Cancellation) => Promise<T>): Promise<T> {
    return this.#single.cancel(work);
  }
}

async function releaseTogether(database: Connection, releases: readonly BookingRelease[]): Promise<{ released: BookingWithApplicant | null }[]> {
  const columns = {
    organizationIds: releases.map(({ organizationId }) => organizationId),
    bookingIds: releases.map(({ bookingId }) => bookingId),
    // pgtyped's arrays know no null; the empty text is anybody's.
    applicantIds: releases.map(({ applicantId }) => applicantId ?? ''),
    statuses: releases.map(({ status }) => status),
    actorRoles: releases.map(({ actor }) => actor.role),
    actorIds: releases.map(({ actor }) => actor.id),
  };
  const rows = await runByOrganization({ ofOne: releaseBookings, ofSeveral: releaseBookingsOfSeveral }, columns, database);
  const released = new Map(rows.map((row) => [row.place - 1, toBookingWithApplicant(row)]));
  return releases.map((_, index) => ({ released: released.get(index) ?? null }));
}
