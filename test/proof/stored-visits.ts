/** Asks the database past the servers. */
export interface Rows {
  query<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
}

export type StoredSlot = { id: string; agent_id: string; property_id: string; start: number; status: 'available' | 'booked' | 'cancelled'; booking_id: string | null };
export type StoredBooking = { id: string; slot_id: string; applicant_id: string; status: 'confirmed' | 'cancelled_by_applicant' | 'cancelled_by_agent'; notes: string };
export type StoredEvent = { type: string; slot_id: string; booking_id: string | null; actor_role: string; actor_id: string | null };

/** What the tables have of one organization. Of one slot the events stand in the order in which they happened. */
export interface Stored {
  readonly slots: readonly StoredSlot[];
  readonly bookings: readonly StoredBooking[];
  readonly events: readonly StoredEvent[];
}

/** To be asked when no request is under way any more. */
export async function readStored(database: Rows, organizationId: string): Promise<Stored> {
  const slots = await database.query<StoredSlot>(
    `SELECT id, agent_id, property_id, (extract(epoch FROM start_time) * 1000)::float8 AS start, status, booking_id
     FROM slots WHERE organization_id = $1`,
    [organizationId],
  );
  const bookings = await database.query<StoredBooking>(
    'SELECT id, slot_id, applicant_id, status, notes FROM bookings WHERE organization_id = $1',
    [organizationId],
  );
  // An event gets its id while its transaction holds the slot: of one slot the ids run as the commits do.
  const events = await database.query<StoredEvent>(
    'SELECT type, slot_id, booking_id, actor_role, actor_id FROM events WHERE organization_id = $1 AND slot_id IS NOT NULL ORDER BY id',
    [organizationId],
  );
  return { slots, bookings, events };
}
