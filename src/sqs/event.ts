import type { Screening } from '../applicant.ts';
import type { PropertyReport } from '../property.ts';
import { fieldOf, isFields, type Fields, type Problems } from './event-fields.ts';
import { readPropertyReport } from './property-event.ts';
import { readScreening } from './screening-event.ts';

/**
 * What a message body turned out to be.
 * `screening`: a result to apply. `property`: what is said of a property. `ignored`: an event of another type; `eventType`
 * is null where it is no plain name. `poison`: can never succeed; `reason` names fields and rules, at most 256
 * characters, and quotes no value.
 */
export type Decoded =
  | { readonly kind: 'screening'; readonly screening: Screening }
  | { readonly kind: 'property'; readonly report: PropertyReport }
  | { readonly kind: 'ignored'; readonly eventType: string | null }
  | { readonly kind: 'poison'; readonly reason: string };

/** Reads an event of one type: what it says, or the rules it breaks. */
type Reader = (event: Fields, eventType: string, receivedAt: Date) => Decoded | Problems;

const readAsScreening: Reader = (...event) => {
  const screening = readScreening(...event);
  return Array.isArray(screening) ? screening : { kind: 'screening', screening };
};

const readAsProperty: Reader = (...event) => {
  const report = readPropertyReport(...event);
  return Array.isArray(report) ? report : { kind: 'property', report };
};

const READERS = new Map<string, Reader>([
  ['APPLICANT_SCREENED', readAsScreening],
  ['PROPERTY_CREATED', readAsProperty],
  ['PROPERTY_UPDATED', readAsProperty],
]);
/** What a type may look like to be repeated in a log line; anything else could carry data. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_.:-]{0,99}$/;
const REASON_LENGTH = 256;

/**
 * Reads a message body (docs/events.md): flat or enveloped, alone or inside an SNS notification.
 * `receivedAt` is when SQS took the message; it dates an event that carries no time of its own, and none may lie more than
 * ten years after it (see `readTime`). Never throws.
 *
 * Other event types are ignored. Another version of a known one (`APPLICANT_SCREENED.v2`) is poison instead: ignoring it
 * would lose events without a trace, from the dead-letter queue they can be replayed once it is understood.
 */
export function decodeEvent(body: string, receivedAt: Date): Decoded {
  const outer = parseObject(body, 'the body');
  if (typeof outer === 'string') {
    return poison([outer]);
  }
  const event = fieldOf(outer, 'Type') === 'Notification' ? unwrapNotification(outer) : outer;
  if (typeof event === 'string') {
    return poison([event]);
  }
  const eventType = fieldOf(event, 'event_type');
  if (typeof eventType !== 'string') {
    return poison([eventType === undefined ? 'event_type is missing' : 'event_type is not a string']);
  }
  // However it is written: `.v2`, `.v2.0`, `.V1`. What is acknowledged here is gone.
  const [, name = '', version] = /^([^.]*)(\..*)?$/s.exec(eventType) ?? [];
  const reader = READERS.get(name);
  if (reader === undefined) {
    return { kind: 'ignored', eventType: PLAIN_NAME.test(eventType) ? eventType : null };
  }
  if (version !== undefined && version !== '.v1') {
    return poison([`event_type is an unknown version of ${name}`]);
  }
  const decoded = reader(event, eventType, receivedAt);
  return Array.isArray(decoded) ? poison(decoded) : decoded;
}

/** The event inside an SNS notification, or what is wrong with it. Notifications do not nest. */
function unwrapNotification(notification: Fields): Fields | string {
  const message = fieldOf(notification, 'Message');
  if (message === undefined) {
    return 'Message is missing';
  }
  return typeof message === 'string' ? parseObject(message, 'Message') : 'Message is not a string';
}

function parseObject(text: string, what: string): Fields | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${what} is not JSON`;
  }
  return isFields(value) ? value : `${what} is not a JSON object`;
}

function poison(problems: Problems): Decoded {
  return { kind: 'poison', reason: problems.join('; ').slice(0, REASON_LENGTH) };
}
