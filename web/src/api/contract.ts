import type { components } from '../../../src/rest/contract.gen.ts';

// The nouns of the contract, by their names.
type Schemas = components['schemas'];

export type Slot = Schemas['Slot'];
export type Booking = Schemas['Booking'];
export type Property = Schemas['Property'];
export type Me = Schemas['Me'];
export type BookingEvent = Schemas['BookingEvent'];
