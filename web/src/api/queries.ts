import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

const RETRIES = 3;
const LONGEST_PAUSE_MS = 10_000;

// What the pages have read is kept under these keys, so that a hint of the event stream finds what it makes stale.
export const QUERY = {
  settings: ['settings'],
  me: ['me'],
  slots: ['slots'],
  slot: (id: string) => ['slots', 'one', id],
  everyAvailability: ['availability'],
  availability: (propertyId: string) => ['availability', propertyId],
  bookings: ['bookings'],
  booking: (id: string) => ['bookings', 'one', id],
  bookingHistory: (id: string) => ['bookings', 'history', id],
  properties: ['properties'],
  property: (id: string) => ['properties', 'one', id],
} as const;

/** What the pages have read from the API, kept fresh by the event stream. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Asked also where the browser takes itself to be offline, and refused at once: what waited for the network would say nothing meanwhile.
      queries: { staleTime: 30_000, retry: isWorthRepeating, retryDelay: pauseBefore, networkMode: 'always' },
      // A change is repeated by the person who wants it: only they know whether they still do when the network is back.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** A refusal stays one; what was away may be back. */
function isWorthRepeating(failures: number, error: Error): boolean {
  return failures < RETRIES && error instanceof ApiProblem && ['unavailable', 'unreachable', 'rate_limited'].includes(error.code);
}

function pauseBefore(failures: number, error: Error): number {
  const asked = error instanceof ApiProblem ? error.retryAfter : null;
  return Math.min(LONGEST_PAUSE_MS, asked === null ? 500 * 2 ** failures : asked * 1000);
}
