import type { NoticeRecipient, NoticeVisit } from '../notice.ts';
import type { Destination } from './texts.ts';

/** Where a page of the dashboard is. Without a visit to speak of, the ones of a visit are the home page. */
export function linkTo(destination: Destination, visit: NoticeVisit | null, publicUrl: string): string {
  const base = publicUrl.replace(/\/+$/, '');
  if (destination === 'visits') {
    return `${base}/visits`;
  }
  if (destination === 'property' && visit !== null) {
    return `${base}/properties/${encodeURIComponent(visit.property.id)}`;
  }
  return destination === 'booking' && visit !== null ? `${base}/bookings/${encodeURIComponent(visit.bookingId)}` : `${base}/`;
}

/** Where somebody finds a visit: an applicant among theirs, an agent by itself. */
export function linkToVisit(visit: NoticeVisit, reader: NoticeRecipient, publicUrl: string): string {
  return linkTo(reader === 'applicant' ? 'visits' : 'booking', visit, publicUrl);
}
