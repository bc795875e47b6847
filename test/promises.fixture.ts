import assert from 'node:assert/strict';
import type { TestDatabase } from './database.fixture.ts';

// What docs/guarantees.md promises, asked of the stored rows themselves.
const BROKEN_PROMISES = {
  'a slot with more than one confirmed booking': `
    SELECT slot_id FROM bookings WHERE status = 'confirmed' GROUP BY organization_id, slot_id HAVING count(*) > 1`,
  'a booked slot without its confirmed booking': `
    SELECT slots.id FROM slots LEFT JOIN bookings
      ON bookings.organization_id = slots.organization_id AND bookings.id = slots.booking_id
      AND bookings.slot_id = slots.id AND bookings.status = 'confirmed'
    WHERE (slots.status = 'booked') <> (bookings.id IS NOT NULL)`,
  'a confirmed booking whose slot is not booked by it': `
    SELECT bookings.id FROM bookings JOIN slots
      ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id
    WHERE bookings.status = 'confirmed' AND (slots.status <> 'booked' OR slots.booking_id <> bookings.id)`,
  'an agent or applicant on two visits at once': `
    SELECT a.id FROM bookings a JOIN bookings b
      ON b.organization_id = a.organization_id AND b.id <> a.id AND b.status = 'confirmed'
      AND (b.agent_id = a.agent_id OR b.applicant_id = a.applicant_id)
      AND tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)
    WHERE a.status = 'confirmed'`,
  'a booking without exactly one event of its confirmation': `
    SELECT bookings.id FROM bookings LEFT JOIN events
      ON events.organization_id = bookings.organization_id AND events.booking_id = bookings.id
      AND events.type = 'booking.confirmed'
    GROUP BY bookings.organization_id, bookings.id HAVING count(events.id) <> 1`,
  'a booking whose cancellation and its event do not go together': `
    SELECT bookings.id FROM bookings LEFT JOIN events
      ON events.organization_id = bookings.organization_id AND events.booking_id = bookings.id
      AND events.type LIKE 'booking.cancelled%'
    GROUP BY bookings.organization_id, bookings.id, bookings.status
    HAVING count(events.id) <> CASE bookings.status WHEN 'confirmed' THEN 0 ELSE 1 END`,
} as const;

/** Fails unless every stored row keeps the promises and no transaction of this database ended in a deadlock. */
export async function assertPromisesHold(database: Pick<TestDatabase, 'query'>): Promise<void> {
  for (const [broken, statement] of Object.entries(BROKEN_PROMISES)) {
    assert.deepEqual(await database.query(statement), [], broken);
  }
  await database.query('SELECT pg_stat_force_next_flush()');
  const [statistics] = await database.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
  assert.deepEqual(statistics, { deadlocks: 0 });
}
