import type { Slot } from '../slot.ts';

/** What this server did to what can be booked. A released visit is one whose booking was called off. */
export interface VisitChange {
  readonly kind: 'offered' | 'booked' | 'released' | 'withdrawn';
  readonly visit: Pick<Slot, 'organizationId' | 'propertyId' | 'agentId' | 'startTime' | 'endTime'>;
}

/** Told of a change that is committed, before it is answered; resolves when no list of before will be given any more. */
export type AnnounceVisit = (change: VisitChange) => Promise<void>;

/** For those who remember nothing. */
export const announceToNobody: AnnounceVisit = async () => {};

/** What of a slot or a booking its change is about. */
export function visitOf({ organizationId, propertyId, agentId, startTime, endTime }: VisitChange['visit']): VisitChange['visit'] {
  return { organizationId, propertyId, agentId, startTime, endTime };
}
