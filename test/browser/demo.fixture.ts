import assert from 'node:assert/strict';
import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION, demoUserId, type DemoPerson } from '../../src/embedded/demo-people.ts';
import { ApiClient } from '../api.fixture.ts';
import { TestMachine } from '../process.fixture.ts';
import { signToken } from '../token.fixture.ts';

/** The demo agency with some life in it: what was booked, cancelled and withdrawn, for pages to show. */
export interface Demo {
  readonly url: string;
  readonly machine: TestMachine;
  readonly ana: ApiClient;
  readonly ines: ApiClient;
  /** A property with free visits and one of Inês. */
  readonly alfama: string;
  /** A property that has slots, and that nobody has described. */
  readonly undescribed: string;
  /** A confirmed booking of Inês with Ana. */
  readonly booking: string;
}

const ALFAMA = '0a9e1c1a-0000-4000-8000-0000000000c1';
const GRACA = '0a9e1c1a-0000-4000-8000-0000000000c2';
const UNDESCRIBED = '0a9e1c1a-0000-4000-8000-0000000000cf';

/** Starts the product on a bare machine, as npm start does, and lets its people do a few things. Whoever starts it removes the machine. */
export async function startDemo(): Promise<Demo> {
  const machine = await TestMachine.make();
  const { url } = await machine.start();
  const ana = await signIn(url, DEMO_AGENTS.ana, true);
  const ines = await signIn(url, DEMO_APPLICANTS.ines, false);
  const { body: own } = await ana.listSlots({ property_id: GRACA, status: 'available', limit: 100 });
  const [first, second, third] = own.slots.slice(3);
  assert.ok(first !== undefined && second !== undefined && third !== undefined, 'the demo agency offers visits at Graça');
  const { body: called } = await ines.createBooking({ slot_id: first.id, notes: '' });
  assert.equal((await ana.cancelBooking(called.booking.id)).status, 200);
  const { body: given } = await ines.createBooking({ slot_id: second.id, notes: 'Chego de comboio.' });
  assert.equal((await ines.cancelBooking(given.booking.id)).status, 200);
  assert.equal((await ana.cancelSlot(third.id)).status, 200);
  const { status } = await ana.createSlot({ property_id: UNDESCRIBED, start_time: hoursAfter(third.start_time, 2), end_time: hoursAfter(third.end_time, 2) });
  assert.equal(status, 201);
  const { body: booked } = await ines.listBookings({ status: 'confirmed' });
  const [booking] = booked.bookings;
  assert.ok(booking !== undefined, 'Inês has a visit');
  return { url, machine, ana, ines, alfama: ALFAMA, undescribed: UNDESCRIBED, booking: booking.id };
}

async function signIn(url: string, { email }: DemoPerson, isAgent: boolean): Promise<ApiClient> {
  const claims = isAgent ? { app_metadata: { organization_id: DEMO_ORGANIZATION } } : {};
  return new ApiClient(url, await signToken({ sub: demoUserId(email), email, ...claims }));
}

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
