import { randomUUIDv7 } from 'node:crypto';
import { pino } from 'pino';
import { bookSlot } from '../src/postgresql/booking.gen.ts';
import { Database } from '../src/postgresql/database.ts';
import { listAvailableSlots } from '../src/postgresql/slot.gen.ts';
import { idOf, ORGANIZATION } from './database.ts';

/** How much of one statement the driver brings through by itself: no HTTP, no token, no caller, no answer to write. */
export async function bookingCeiling(serverUrl: string, pairs: readonly { slot: number; applicant: number }[], options: { connections: number; seconds: number }): Promise<number> {
  let next = 0;
  return drive(serverUrl, options, async (database) => {
    const { slot, applicant } = pairs[next++ % pairs.length] ?? { slot: 0, applicant: 0 };
    const rows = await bookSlot.run(
      { organizationId: ORGANIZATION, id: randomUUIDv7(), slotId: idOf('slot', slot), applicantId: idOf('applicant', applicant), notes: '' },
      database,
    );
    if (rows.length !== 1) {
      throw new Error('a booking of the ceiling was refused');
    }
  });
}

/** The plain way to answer a list: one statement a request, its rows mapped in JavaScript, written as JSON. */
export async function listCeiling(serverUrl: string, properties: number, options: { connections: number; seconds: number }): Promise<number> {
  let next = 0;
  let written = 0;
  return drive(serverUrl, options, async (database) => {
    const rows = await listAvailableSlots.run(
      { organizationId: ORGANIZATION, propertyId: idOf('property', (next++ * 7919) % properties), from: null, to: null, afterStart: new Date(0), afterId: '00000000-0000-0000-0000-000000000000', limit: 21 },
      database,
    );
    written += JSON.stringify(rows.slice(0, 20)).length;
  });
}

async function drive(url: string, { connections, seconds }: { connections: number; seconds: number }, work: (database: Database) => Promise<void>): Promise<number> {
  const database = new Database(url, connections, pino({ level: 'warn' }));
  try {
    const end = performance.now() + seconds * 1000;
    const startedAt = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (performance.now() < end) {
          await work(database);
          done += 1;
        }
      }),
    );
    return Math.round((done / (performance.now() - startedAt)) * 1000);
  } finally {
    await database.close();
  }
}
