import type { BookingActor, BookingEvent, HistoryStore } from '../service/ports.ts';
import type { Connection } from './database.ts';
import { listBookingHistory } from './history.gen.ts';

const ROLES: readonly BookingActor['role'][] = ['agent', 'applicant', 'screening'];

/** The audit trail in PostgreSQL, as far as it is told. */
export class PostgresqlHistoryStore implements HistoryStore {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  async listBookingEvents(organizationId: string, bookingId: string): Promise<BookingEvent[]> {
    const rows = await listBookingHistory.run({ organizationId, bookingId }, this.#database);
    return rows.map((row) => ({
      type: row.type,
      occurredAt: row.occurred_at,
      actor: { role: readRole(row.actor_role), id: row.actor_id, name: row.actor_name ?? null },
    }));
  }
}

/** The roles that events_actor allows. */
function readRole(text: string): BookingActor['role'] {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) {
    throw new Error(`an event has the unknown actor ${text}`);
  }
  return role;
}
