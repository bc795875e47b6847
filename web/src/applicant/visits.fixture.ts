import type { Booking, Slot } from '../api/contract.ts';

const LONG_AGO = '2027-01-01T00:00:00Z';

/** A free slot at 10:00 UTC on 15 March 2027, half an hour long, unless said otherwise. */
export function freeSlot(given: Partial<Slot> = {}): Slot {
  return {
    id: 'slot',
    property_id: 'property',
    agent_id: 'agent',
    organization_id: 'organization',
    start_time: '2027-03-15T10:00:00Z',
    end_time: '2027-03-15T10:30:00Z',
    status: 'available',
    booking_id: null,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    ...given,
  };
}

/** The applicant's confirmed booking of that slot, unless said otherwise. */
export function ownBooking(given: Partial<Booking> = {}): Booking {
  return {
    id: 'booking',
    slot_id: 'slot',
    applicant_id: 'applicant',
    agent_id: 'agent',
    property_id: 'property',
    organization_id: 'organization',
    start_time: '2027-03-15T10:00:00Z',
    end_time: '2027-03-15T10:30:00Z',
    status: 'confirmed',
    notes: '',
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    ...given,
  };
}
