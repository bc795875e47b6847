import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.fixture.ts';

/** Whose visit, where and when. `startsIn` is seconds from now by the database's clock; negative is the past. */
export interface StoredVisit {
  readonly organizationId: string;
  readonly agentId: string;
  readonly startsIn: number;
  readonly propertyId?: string;
}

/** Stores an available slot of half an hour, past the API, which offers nothing in the past. */
export async function storeSlot(database: TestDatabase, visit: StoredVisit): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
     SELECT $1, $2, $3, $4, start, start + interval '30 minutes'
     FROM date_trunc('milliseconds', clock_timestamp() + make_interval(secs => $5)) AS start`,
    [visit.organizationId, id, visit.propertyId ?? randomUUID(), visit.agentId, visit.startsIn],
  );
  return id;
}

/** Stores a slot of half an hour and its confirmed booking, past the API, which books nothing in the past. */
export async function storeBooking(
  database: TestDatabase,
  visit: StoredVisit & { readonly applicantId: string },
): Promise<{ slotId: string; bookingId: string }> {
  const [slotId, bookingId] = [randomUUID(), randomUUID()];
  await database.query(
    `WITH slot AS (
       INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id)
       SELECT $1, $2, $3, $4, start, start + interval '30 minutes', 'booked', $6
       FROM date_trunc('milliseconds', clock_timestamp() + make_interval(secs => $5)) AS start
       RETURNING *
     )
     INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time)
     SELECT organization_id, $6, id, $7, agent_id, property_id, start_time, end_time FROM slot`,
    [visit.organizationId, slotId, visit.propertyId ?? randomUUID(), visit.agentId, visit.startsIn, bookingId, visit.applicantId],
  );
  return { slotId, bookingId };
}
