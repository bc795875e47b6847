import type { OperationId } from '../src/rest/contract.ts';
import type { CallerKind, Situation } from './authorization.fixture.ts';
import { visitAt } from './visit.fixture.ts';

/** How an operation is called about a situation, and the status that each kind of caller gets. */
export interface Row {
  /** What stands for `{id}` in the path. */
  readonly id?: (situation: Situation) => string;
  readonly body?: (situation: Situation) => object;
  readonly expected: Readonly<Record<CallerKind, number>>;
}

const everyone = (status: number) => ({
  none: status, forged: status, expired: status, nobody: status, anonymous: status,
  owner: status, colleague: status, foreignAgent: status,
  holder: status, neighbour: status, foreignApplicant: status, withdrawnHolder: status, withdrawnNeighbour: status,
});

// Nobody the product knows: judged before anything else, so the same everywhere behind a token.
const STRANGERS = { none: 401, forged: 401, expired: 401, nobody: 401, anonymous: 401 } as const;
const EVERYBODY_WITH_A_ROLE = { ...everyone(200), ...STRANGERS } as const;
const NO_APPLICANTS = { holder: 403, neighbour: 403, foreignApplicant: 403, withdrawnHolder: 403, withdrawnNeighbour: 403 } as const;
const OF_THE_ORGANIZATION = { ...EVERYBODY_WITH_A_ROLE, foreignAgent: 404, foreignApplicant: 404 } as const;
const OF_THE_BOOKING = { ...OF_THE_ORGANIZATION, neighbour: 404, withdrawnNeighbour: 404 } as const;
const AGENTS_ONLY = { ...EVERYBODY_WITH_A_ROLE, ...NO_APPLICANTS } as const;

const freeSlot = (situation: Situation) => situation.freeSlotId;
const booking = (situation: Situation) => situation.bookingId;
const property = (situation: Situation) => situation.propertyId;

/** Who may do what. An operation of the contract without a row here does not compile, and fails the test. */
export const MATRIX: Readonly<Record<OperationId, Row>> = {
  getMe: { expected: EVERYBODY_WITH_A_ROLE },

  listSlots: { expected: AGENTS_ONLY },
  createSlot: {
    body: (situation) => visitAt({ property_id: situation.propertyId, hours: situation.freeHours }),
    expected: { ...STRANGERS, ...NO_APPLICANTS, owner: 201, colleague: 201, foreignAgent: 201 },
  },
  getSlot: { id: freeSlot, expected: OF_THE_ORGANIZATION },
  cancelSlot: { id: freeSlot, expected: { ...STRANGERS, ...NO_APPLICANTS, owner: 200, colleague: 403, foreignAgent: 404 } },

  listProperties: { expected: EVERYBODY_WITH_A_ROLE },
  getProperty: { id: property, expected: OF_THE_ORGANIZATION },
  putProperty: {
    id: property,
    body: () => ({ title: 'T3 em Alfama', address: 'Rua Nova 1', time_zone: 'Europe/Lisbon' }),
    // Another agency describes the id for itself.
    expected: { ...STRANGERS, ...NO_APPLICANTS, owner: 200, colleague: 200, foreignAgent: 201 },
  },
  listPropertySlots: { id: property, expected: EVERYBODY_WITH_A_ROLE },

  listBookings: { expected: EVERYBODY_WITH_A_ROLE },
  createBooking: {
    body: (situation) => ({ slot_id: situation.freeSlotId }),
    expected: {
      ...STRANGERS,
      owner: 403, colleague: 403, foreignAgent: 403,
      holder: 201, neighbour: 201, foreignApplicant: 404, withdrawnHolder: 403, withdrawnNeighbour: 403,
    },
  },
  getBooking: { id: booking, expected: OF_THE_BOOKING },
  cancelBooking: { id: booking, expected: OF_THE_BOOKING },
  getBookingCalendar: { id: booking, expected: OF_THE_BOOKING },
  getBookingHistory: { id: booking, expected: { ...AGENTS_ONLY, foreignAgent: 404 } },

  streamEvents: { expected: EVERYBODY_WITH_A_ROLE },

  getDashboardSettings: { expected: everyone(200) },
  // The database of the test is not the embedded one, so there is no demo agency, whoever asks.
  signInToDemo: { body: () => ({ email: 'ana.sousa@casaclara.example' }), expected: everyone(404) },

  getLiveness: { expected: everyone(200) },
  getReadiness: { expected: everyone(200) },
  // The server of the test has a METRICS_TOKEN, which is none of these tokens.
  getMetrics: { expected: everyone(401) },
};
