import type { NoticeRecipient, NoticeVisit } from '../notice.ts';
import type { Destination } from './texts.ts';

/** Where a page of the dashboard is; `publicUrl` has no slash at its end. Without a visit to speak of, the ones of a visit are the home page. */
export function linkTo(destination: Destination, visit: NoticeVisit | null, publicUrl: string): string {
  if (destination === 'visits') {
    return `${publicUrl}/visits`;
  }
  if (destination === 'property' && visit !== null) {
    return `${publicUrl}/properties/${encodeURIComponent(visit.property.id)}`;
  }
  return destination === 'booking' && visit !== null ? `${publicUrl}/bookings/${encodeURIComponent(visit.bookingId)}` : `${publicUrl}/`;
}

/** Where somebody finds a visit: an applicant among theirs, an agent by itself. */
export function linkToVisit(visit: NoticeVisit, reader: NoticeRecipient, publicUrl: string): string {
  return linkTo(reader === 'applicant' ? 'visits' : 'booking', visit, publicUrl);
}
