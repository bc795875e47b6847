import { randomUUIDv7 } from 'node:crypto';
import { Pool } from 'pg';
import { bookSlot } from '../src/postgresql/booking.gen.ts';
import type { Connection } from '../src/postgresql/database.ts';
import { listAvailableSlots } from '../src/postgresql/slot.gen.ts';
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

/** The plain way to answer a list: one statement a request, its rows mapped in JavaScript, written as JSON. */
export async function listCeiling(serverUrl: string, properties: number, load: Load): Promise<number> {
  let next = 0;
  let written = 0;
  return driveDatabase(serverUrl, load, async (connection) => {
    const rows = await listAvailableSlots.run(
      { organizationId: ORGANIZATION, propertyId: idOf('property', (next++ * 7919) % properties), from: null, to: null, afterStart: new Date(0), afterId: '00000000-0000-0000-0000-000000000000', limit: 21 },
      connection,
    );
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
