import { randomUUIDv7 } from 'node:crypto';
import { Pool } from 'pg';
import { bookSlot } from '../src/postgresql/booking.gen.ts';
import type { Connection } from '../src/postgresql/database.ts';
import { idOf, ORGANIZATION } from './database.ts';
import { drive } from './drive.ts';

interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/** How much of one statement the driver brings through by itself: no HTTP, no token, no caller, no answer to write. */
export async function bookingCeiling(serverUrl: string, slots: readonly number[], applicants: number, load: Load): Promise<number> {
  let next = 0;
  return driveDatabase(serverUrl, load, async (connection) => {
    const slot = slots[next++ % slots.length] ?? 0;
    const rows = await bookSlot.run(
      { organizationId: ORGANIZATION, id: randomUUIDv7(), slotId: idOf('slot', slot), applicantId: idOf('applicant', slot % applicants), notes: '' },
      connection,
    );
    if (rows.length !== 1) {
      throw new Error('a booking of the ceiling was refused');
    }
  });
}

/** A page of a property's free visits, asked for by itself, where the product's own statement (listAvailableSlots in src/postgresql/slot.sql) asks for several. */
const PLAIN_LIST = `
  SELECT organization_id, id, property_id, agent_id, start_time, end_time, status, booking_id, created_at, updated_at, now()
  FROM slots
  WHERE organization_id = $1 AND property_id = $2 AND status = 'available' AND start_time > now()
    AND (start_time, id) > ($3::timestamptz, $4::uuid)
    AND NOT EXISTS (
      SELECT FROM bookings
      WHERE bookings.organization_id = slots.organization_id AND bookings.agent_id = slots.agent_id
        AND bookings.status = 'confirmed' AND NOT bookings.past
        AND bookings.start_time > slots.start_time - interval '24 hours' AND bookings.start_time < slots.end_time
        AND bookings.end_time > slots.start_time
    )
  ORDER BY start_time, id
  LIMIT $5`;

/** The plain way to answer a list: one statement a request, its rows mapped in JavaScript, written as JSON. */
export async function listCeiling(serverUrl: string, properties: number, load: Load): Promise<number> {
  let next = 0;
  let written = 0;
  return driveDatabase(serverUrl, load, async (connection) => {
    const property = idOf('property', (next++ * 7919) % properties);
    const { rows } = await connection.query(PLAIN_LIST, [ORGANIZATION, property, new Date(), '00000000-0000-0000-0000-000000000000', 21]);
    written += JSON.stringify(rows.slice(0, 20)).length;
  });
}

async function driveDatabase(url: string, load: Load, work: (connection: Connection) => Promise<void>): Promise<number> {
  // Prepared and planned once, as the product's statements are. There is one text only.
  const pool = new Pool({ connectionString: url, max: load.connections, options: '-c plan_cache_mode=force_generic_plan' });
  const connection: Connection = {
    async query(text, values = []) {
      const { rows, rowCount } = await pool.query({ name: 'ceiling', text, values });
      return { rows, rowCount: rowCount ?? 0 };
    },
  };
  try {
    return await drive(load, () => work(connection));
  } finally {
    await pool.end();
  }
}
