/**
 * The compiler is the one that tests here: every `@ts-expect-error` is an error of its own as soon as the line below
 * it compiles. Run by `tsc --noEmit -p .`; node:test only keeps the rules in its list.
 */
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import type { Answer, Handlers, Input } from './contract.ts';

const SLOT: Answer<'getSlot'>['body']['slot'] = {
  id: '3d6f0a1e-2b4c-4f5d-8e9a-1b2c3d4e5f60',
  property_id: '9b2f7c4e-5a1d-4e3b-8c6f-0a1b2c3d4e5f',
  agent_id: '5e8d1c2b-3a4f-4b6e-9d7c-8f9e0d1c2b3a',
  organization_id: '1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9',
  start_time: '2027-03-15T10:00:00Z',
  end_time: '2027-03-15T10:30:00Z',
  status: 'available',
  booking_id: null,
  created_at: '2027-03-01T08:15:30Z',
  updated_at: '2027-03-01T08:15:30Z',
};

const BOOKING: Answer<'getBooking'>['body']['booking'] = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  slot_id: SLOT.id,
  applicant_id: '2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809',
  agent_id: SLOT.agent_id,
  property_id: SLOT.property_id,
  organization_id: SLOT.organization_id,
  start_time: SLOT.start_time,
  end_time: SLOT.end_time,
  status: 'confirmed',
  notes: '',
  created_at: SLOT.created_at,
  updated_at: SLOT.updated_at,
};

const PROPERTY: Answer<'getProperty'>['body']['property'] = {
  id: SLOT.property_id,
  organization_id: SLOT.organization_id,
  title: 'T2 em Alfama',
  address: null,
  time_zone: 'Europe/Lisbon',
  created_at: SLOT.created_at,
  updated_at: SLOT.updated_at,
};

interface Context {
  readonly requestId: string;
}

const CHECKS = { database: 'up', queue: 'up', migrations: 'up' } as const;

const HANDLERS: Handlers<Context> = {
  getMe: async () => ({ status: 200, body: { role: 'agent', organizations: [] } }),
  createSlot: async ({ body }) => ({
    status: 201,
    headers: { Location: `/api/v1/slots/${SLOT.id}` },
    body: { slot: { ...SLOT, property_id: body.property_id } },
  }),
  listSlots: async ({ query }) => ({ status: 200, body: { slots: [SLOT].slice(0, query.limit), next_cursor: null } }),
  getSlot: async ({ params }) => ({ status: 200, body: { slot: { ...SLOT, id: params.id } } }),
  cancelSlot: async () => ({ status: 200, body: { slot: SLOT } }),
  listPropertySlots: async () => ({ status: 200, body: { slots: [], next_cursor: null } }),
  createBooking: async ({ body }) => ({ status: 201, body: { booking: { ...BOOKING, notes: body.notes ?? '' } } }),
  listBookings: async () => ({ status: 200, body: { bookings: [BOOKING], next_cursor: null } }),
  getBooking: async (_input, { requestId }) => ({
    status: 200,
    headers: { 'X-Request-Id': requestId },
    body: { booking: BOOKING },
  }),
  cancelBooking: async () => ({ status: 200, body: { booking: BOOKING } }),
  getBookingCalendar: async () => ({ status: 200, body: 'BEGIN:VCALENDAR\r\n' }),
  getDashboardSettings: async () => ({
    status: 200,
    body: { sign_in: { kind: 'none' }, default_locale: 'en', default_time_zone: 'Europe/Lisbon' },
  }),
  signInToDemo: async () => ({ status: 200, body: { access_token: 'x.y.z', expires_at: SLOT.created_at } }),
  getBookingHistory: async () => ({ status: 200, body: { events: [] } }),
  listProperties: async () => ({ status: 200, body: { properties: [], next_cursor: null } }),
  getProperty: async ({ params }) => ({ status: 200, body: { property: { ...PROPERTY, id: params.id } } }),
  putProperty: async ({ body }) => ({ status: 201, body: { property: { ...PROPERTY, ...body } } }),
  streamEvents: async () => ({ status: 200, body: Readable.from(['event: ready\n']) }),
  getLiveness: async () => ({ status: 200, body: { status: 'live' } }),
  getReadiness: async () => ({ status: 503, body: { status: 'unavailable', checks: CHECKS } }),
  getMetrics: async () => ({ status: 200, body: 'bookings_total 1\n' }),
};

function serve(_handlers: Handlers<Context>): void {}

describe('the compiler holds the handlers to the contract', () => {
  test('a missing handler is refused', () => {
    const { getSlot: _missing, ...others } = HANDLERS;
    // @ts-expect-error getSlot is missing
    serve(others);
  });

  test('a status that the operation does not declare is refused', () => {
    // @ts-expect-error createSlot answers 201
    serve({ ...HANDLERS, createSlot: async () => ({ status: 200, body: { slot: SLOT } }) });
    // @ts-expect-error a problem is thrown, never returned
    serve({ ...HANDLERS, getSlot: async () => ({ status: 404, body: { slot: SLOT } }) });
  });

  test('a body that is not the declared one is refused', () => {
    // @ts-expect-error a booking is not a slot
    serve({ ...HANDLERS, getSlot: async () => ({ status: 200, body: { booking: BOOKING } }) });
    // @ts-expect-error next_cursor is missing
    serve({ ...HANDLERS, listSlots: async () => ({ status: 200, body: { slots: [] } }) });
    // @ts-expect-error held is not a status of a slot
    serve({ ...HANDLERS, getSlot: async () => ({ status: 200, body: { slot: { ...SLOT, status: 'held' } } }) });
    // @ts-expect-error a time is a string
    serve({ ...HANDLERS, getSlot: async () => ({ status: 200, body: { slot: { ...SLOT, start_time: new Date() } } }) });
    // @ts-expect-error a stream of events is no text
    serve({ ...HANDLERS, streamEvents: async () => ({ status: 200, body: 'event: ready\n' }) });
    // @ts-expect-error the metrics are text
    serve({ ...HANDLERS, getMetrics: async () => ({ status: 200, body: { bookings_total: 1 } }) });
  });

  test('a body with a property too many is refused where the handler names its answer', () => {
    const handler = async (): Promise<Answer<'getSlot'>> => ({
      status: 200,
      // @ts-expect-error secret is not in the contract
      body: { slot: SLOT, secret: 1 },
    });
    serve({ ...HANDLERS, getSlot: handler });
  });

  test('a field that the request does not have is refused', () => {
    // @ts-expect-error createSlot has no slot_id
    serve({ ...HANDLERS, createSlot: async ({ body }) => ({ status: 201, body: { slot: { ...SLOT, id: body.slot_id } } }) });
    // @ts-expect-error the path has an id, not a slot_id
    const path = (input: Input<'getSlot'>): string => input.params.slot_id;
    // @ts-expect-error a list is not filtered by agent
    const query = (input: Input<'listSlots'>): string => input.query.agent_id;
    // @ts-expect-error the availability list has no status
    const status = (input: Input<'listPropertySlots'>): string => input.query.status;
    // @ts-expect-error getSlot has no body
    const body = (input: Input<'getSlot'>): object => input.body;
    void [path, query, status, body];
  });

  test('an optional field has to be looked at before it is used, one with a default has not', () => {
    // @ts-expect-error notes may be absent
    const notes = (input: Input<'createBooking'>): string => input.body.notes;
    // @ts-expect-error from may be absent
    const from = (input: Input<'listBookings'>): string => input.query.from;
    const limit = (input: Input<'listBookings'>): number => input.query.limit;
    void [notes, from, limit];
  });
});
